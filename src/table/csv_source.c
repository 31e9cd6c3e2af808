/* csv_source.c: the bytes behind a CSV: a file or standard input, perhaps
   gzip, perhaps with a byte order mark, perhaps what a file of a statistics
   program stands for; and the SHA-256 of the file's own.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/memory.h"
#include "table/csv_reader.h"
#include "table/reason.h"
#include "table/sha256_hex.h"
#include "table/stats_file.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16 };

struct pm_csv_source {
  const pm_allocator *allocator;
  int fd;
  bool fd_is_ours;
  pm_file_state before; /* when the first byte was about to be read */
  int64_t taken;        /* bytes of the file so far */
  int64_t given;        /* bytes of its content so far */
  char last;            /* of these */
  int reason;           /* errno of the read that failed */
  bool changed;         /* the file, while it was read */
  bool began;           /* the first block was looked at */
  bool ended;
  bool raw_is_ready; /* raw holds a block that nobody has taken yet */
  char *raw;         /* the file's own bytes, or stats' */
  size_t raw_size;
  pm_stats *stats; /* NULL: the file is none of a statistics program */
  bool is_gzip;
  char *inflated;
  z_stream stream;
  bool in_member; /* inside one of the gzip streams that follow each other */
  bool member_is_first;
  int verdict; /* zlib's, once it is bad */
  bool hash;
  struct sha256_ctx sha;
  char hex[PM_SHA256_HEX_SIZE];
};

/* How a content begins that is no CSV, and what to tell its owner. */
typedef struct signature {
  const char *bytes;
  size_t size;
  const char *text;
} signature;

static const signature signatures[] = {
    {"PK\3\4", 4, "this is a spreadsheet or zip archive; save it as CSV"},
    {"\xD0\xCF\x11\xE0", 4, "this is an old spreadsheet or office document; save it as CSV"},
    {"\xFF\xFE", 2, "the text is UTF-16; save it as CSV UTF-8"},
    {"\xFE\xFF", 2, "the text is UTF-16; save it as CSV UTF-8"},
    {"\x1F\x8B", 2, "this was compressed by gzip twice; decompress it once"},
    {"BZh", 3, "this is compressed by bzip2; decompress it, or use gzip"},
    {"\xFD"
     "7zXZ",
     5, "this is compressed by xz; decompress it, or use gzip"},
    {"\x28\xB5\x2F\xFD", 4, "this is compressed by zstd; decompress it, or use gzip"},
    {"%PDF-", 5, "this is a PDF, not a CSV"},
};

static const char byte_order_mark[] = "\xEF\xBB\xBF";

static bool begins_with(const char *bytes, size_t size, const char *start, size_t start_size)
{
  return size >= start_size && memcmp(bytes, start, start_size) == 0;
}

static pm_status stop_io(pm_csv_stop *stop, const char *verb, int reason)
{
  char text[PM_REASON_SIZE];
  return pm_csv_stop_set(stop, PM_ERROR_IO, "cannot be %s: %s", verb,
                         pm_reason_text(reason, text));
}

/* --------------------------------------------------------------- reading -- */

/* Read the file that was read by stats once more, for its hash. */
static pm_status hash_file(pm_csv_source *source, char *room, size_t size, pm_csv_stop *stop)
{
  ssize_t got;
  for (off_t at = 0; (got = pread(source->fd, room, size, at)) != 0;) {
    if (got < 0 && errno != EINTR)
      return stop_io(stop, "read", errno);
    if (got > 0) {
      sha256_update(&source->sha, (size_t)got, (const uint8_t *)room);
      at += got;
    }
  }
  pm_sha256_hex(&source->sha, source->hex);
  return PM_OK;
}

/* What it came to; told with the end, when the room is free. */
static pm_status end_stats(pm_csv_source *source, char *room, size_t size, pm_csv_stop *stop)
{
  pm_status status = pm_stats_verdict(source->stats, stop);
  if (status == PM_OK && source->hash && source->hex[0] == '\0')
    status = hash_file(source, room, size, stop);
  return status;
}

static ssize_t read_bytes(const pm_csv_source *source, char *to, size_t room)
{
  return source->stats != NULL ? pm_stats_read(source->stats, to, room)
                               : read(source->fd, to, room);
}

/* One read; false when there is nothing more to read, for better or worse. */
static bool read_step(pm_csv_source *source, char *to, size_t room, size_t *size)
{
  ssize_t got = read_bytes(source, to + *size, room - *size);
  if (got > 0) {
    *size += (size_t)got;
    source->taken += got;
  } else if (got == 0) {
    const pm_file_state after = pm_file_state_of(source->fd);
    source->ended = true;
    source->changed = !pm_file_state_is_same(&source->before, &after);
  } else if (errno != EINTR) {
    source->reason = errno;
  }
  return !source->ended && source->reason == 0;
}

/* Fill the room, which only the end of the file leaves short: where blocks
   begin must not depend on how a pipe delivers. What went wrong is told only
   once the bytes before it have been taken, and whenever it is asked again. */
static pm_status read_raw(pm_csv_source *source, char *to, size_t room, size_t *size,
                          pm_csv_stop *stop)
{
  *size = 0;
  bool goes_on = !source->ended && source->reason == 0;
  while (goes_on && *size < room)
    goes_on = read_step(source, to, room, size);
  if (*size == 0 && source->reason != 0)
    return stop_io(stop, "read", source->reason);
  if (*size == 0 && source->changed)
    return pm_csv_stop_set(stop, PM_ERROR_IO,
                           "the file was changed while it was being read; run this again once "
                           "nothing writes to it");
  if (source->stats != NULL)
    return *size == 0 ? end_stats(source, to, room, stop) : PM_OK;
  if (!source->hash)
    return PM_OK;
  sha256_update(&source->sha, *size, (const uint8_t *)to);
  if (source->ended && source->hex[0] == '\0')
    pm_sha256_hex(&source->sha, source->hex);
  return PM_OK;
}

static pm_status next_raw(pm_csv_source *source, pm_csv_stop *stop)
{
  bool is_ready = source->raw_is_ready;
  source->raw_is_ready = false;
  return is_ready ? PM_OK
                  : read_raw(source, source->raw, PM_CSV_BLOCK, &source->raw_size, stop);
}

/* ------------------------------------------------------------------ gzip -- */

static void *inflate_alloc(void *context, unsigned items, unsigned size)
{
  return pm_memory_resize(context, NULL, (size_t)items * size);
}

static void inflate_free(void *context, void *block)
{
  (void)pm_memory_resize(context, block, 0);
}

static pm_status begin_gzip(pm_csv_source *source, pm_csv_stop *stop)
{
  z_stream *stream = &source->stream;
  stream->zalloc = inflate_alloc;
  stream->zfree = inflate_free;
  memcpy(&stream->opaque, &source->allocator, sizeof stream->opaque);
  source->inflated = pm_memory_resize(source->allocator, NULL, PM_CSV_BLOCK);
  if (source->inflated == NULL || inflateInit2(stream, GZIP_WINDOW) != Z_OK)
    return pm_csv_stop_memory(stop);
  source->is_gzip = true;
  source->in_member = true;
  source->member_is_first = true;
  return PM_OK;
}

static pm_status stop_gzip(const pm_csv_source *source, pm_csv_stop *stop)
{
  const z_stream *stream = &source->stream;
  if (source->verdict == Z_MEM_ERROR)
    return pm_csv_stop_memory(stop);
  if (source->verdict == Z_BUF_ERROR)
    return pm_csv_stop_set(stop, PM_ERROR_DATA,
                           "the file is cut off: its gzip stream has no end");
  if (!source->member_is_first && stream->total_out == 0)
    return pm_csv_stop_set(stop, PM_ERROR_DATA,
                           "what follows the end of the gzip stream is not gzip");
  return pm_csv_stop_set(stop, PM_ERROR_DATA, "the gzip stream is broken (%s)",
                         stream->msg != NULL ? stream->msg : "it needs a dictionary");
}

/* One step of inflating; false when there is no more, for better or worse. */
static bool inflate_step(pm_csv_source *source, pm_status *status, pm_csv_stop *stop)
{
  z_stream *stream = &source->stream;
  if (stream->avail_in == 0) {
    *status = next_raw(source, stop);
    stream->next_in = (unsigned char *)source->raw;
    stream->avail_in = (unsigned)source->raw_size;
    if (stream->avail_in == 0) {
      source->verdict = source->in_member ? Z_BUF_ERROR : Z_OK;
      return false;
    }
  }
  if (!source->in_member) {
    source->verdict = inflateReset(stream);
    source->in_member = true;
    source->member_is_first = false;
  }
  int verdict = inflate(stream, Z_NO_FLUSH);
  if (verdict == Z_STREAM_END)
    source->in_member = false;
  else if (verdict != Z_OK)
    source->verdict = verdict;
  return source->verdict == Z_OK;
}

/* A bad end is told only once the bytes before it have been taken. */
static pm_status inflate_into(pm_csv_source *source, char *to, size_t room, size_t *size,
                              pm_csv_stop *stop)
{
  pm_status status = PM_OK;
  source->stream.next_out = (unsigned char *)to;
  source->stream.avail_out = (unsigned)room;
  bool goes_on = source->verdict == Z_OK;
  while (goes_on && source->stream.avail_out > 0)
    goes_on = inflate_step(source, &status, stop);
  *size = room - source->stream.avail_out;
  if (status == PM_OK && *size == 0 && source->verdict != Z_OK)
    return stop_gzip(source, stop);
  return status;
}

/* ---------------------------------------------------------------- public -- */

static pm_status look_at_start(const char **bytes, size_t *size, pm_csv_stop *stop)
{
  for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++)
    if (begins_with(*bytes, *size, signatures[i].bytes, signatures[i].size))
      return pm_csv_stop_set(stop, PM_ERROR_DATA, "%s", signatures[i].text);
  const pm_stats_kind *kind = pm_stats_kind_of(*bytes, *size);
  if (kind != NULL)
    return pm_csv_stop_set(stop, PM_ERROR_DATA,
                           "this is %s inside gzip; decompress it, since only a plain file of "
                           "this kind can be read",
                           kind->name);
  if (begins_with(*bytes, *size, byte_order_mark, 3)) {
    *bytes += 3;
    *size -= 3;
  }
  return PM_OK;
}

/* Remember how the content ended. */
static pm_status give(pm_csv_source *source, const char *bytes, size_t size, pm_status status)
{
  if (status != PM_OK || size == 0)
    return status;
  source->given += (int64_t)size;
  source->last = bytes[size - 1];
  return status;
}

pm_status pm_csv_source_next(pm_csv_source *source, const char **bytes, size_t *size,
                             pm_csv_stop *stop)
{
  pm_status status = source->is_gzip
                         ? inflate_into(source, source->inflated, PM_CSV_BLOCK, size, stop)
                         : next_raw(source, stop);
  if (status != PM_OK)
    return status;
  *bytes = source->is_gzip ? source->inflated : source->raw;
  if (!source->is_gzip)
    *size = source->raw_size;
  (void)give(source, *bytes, *size, status);
  if (source->began)
    return PM_OK;
  source->began = true;
  return look_at_start(bytes, size, stop);
}

pm_status pm_csv_source_read(pm_csv_source *source, char *to, size_t room, size_t *size,
                             pm_csv_stop *stop)
{
  pm_status status = source->is_gzip ? inflate_into(source, to, room, size, stop)
                                     : read_raw(source, to, room, size, stop);
  return give(source, to, *size, status);
}

const pm_file_state *pm_csv_source_state(const pm_csv_source *source)
{
  return &source->before;
}

bool pm_csv_source_seems_cut(const pm_csv_source *source)
{
  enum { SECTOR = 512 };
  return source->stats == NULL && source->given > 0 && source->given % SECTOR == 0 &&
         source->last != '\n' && source->last != '\r';
}

static pm_status begin_stats(pm_csv_source *source, const pm_stats_kind *kind,
                             pm_csv_stop *stop)
{
  struct stat status;
  if (!source->fd_is_ours || fstat(source->fd, &status) != 0 || !S_ISREG(status.st_mode))
    return pm_csv_stop_set(stop, PM_ERROR_DATA,
                           "this is %s, which is not read in order; give the name of a file, "
                           "not standard input or a pipe",
                           kind->name);
  /* The hash is of all of the file, read once more. */
  sha256_init(&source->sha);
  source->hex[0] = '\0';
  source->began = true; /* names may begin as they like */
  source->raw_is_ready = false;
  source->ended = false;
  const pm_stats_request request = {
      .fd = source->fd, .kind = kind, .allocator = source->allocator};
  return pm_stats_open(&source->stats, &request, stop);
}

static pm_status begin(pm_csv_source *source, const char *file, pm_csv_stop *stop)
{
  source->fd_is_ours = strcmp(file, "-") != 0;
  source->fd = source->fd_is_ours ? open(file, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
  if (source->fd < 0)
    return stop_io(stop, "opened", errno);
  source->raw = pm_memory_resize(source->allocator, NULL, PM_CSV_BLOCK);
  if (source->raw == NULL)
    return pm_csv_stop_memory(stop);
  source->before = pm_file_state_of(source->fd);
  pm_status status = read_raw(source, source->raw, PM_CSV_BLOCK, &source->raw_size, stop);
  source->raw_is_ready = true;
  if (status == PM_OK && begins_with(source->raw, source->raw_size, "\x1F\x8B", 2))
    return begin_gzip(source, stop);
  const pm_stats_kind *kind =
      status == PM_OK ? pm_stats_kind_of(source->raw, source->raw_size) : NULL;
  return kind != NULL ? begin_stats(source, kind, stop) : status;
}

pm_status pm_csv_source_open(pm_csv_source **source, const pm_csv_request *request,
                             pm_csv_stop *stop)
{
  *source = pm_memory_resize(request->allocator, NULL, sizeof **source);
  if (*source == NULL)
    return pm_csv_stop_memory(stop);
  **source = (pm_csv_source){.allocator = request->allocator, .hash = request->hash};
  sha256_init(&(*source)->sha);
  return begin(*source, request->file, stop);
}

void pm_csv_source_free(pm_csv_source *source)
{
  if (source == NULL)
    return;
  /* inflateEnd of a stream that never began only says so. */
  (void)inflateEnd(&source->stream);
  pm_stats_free(source->stats);
  if (source->fd_is_ours && source->fd >= 0)
    (void)close(source->fd); /* it was only read: nothing can be lost */
  (void)pm_memory_resize(source->allocator, source->inflated, 0);
  (void)pm_memory_resize(source->allocator, source->raw, 0);
  (void)pm_memory_resize(source->allocator, source, 0);
}

const char *pm_csv_source_sha256(const pm_csv_source *source)
{
  return source->hex;
}

double pm_csv_source_share(const pm_csv_source *source)
{
  double size = (double)source->before.size;
  return source->before.is_known && size > 0 ? fmin((double)source->taken / size, 1)
                                             : (double)NAN;
}
