/* stats_file.c: what ReadStat pushes, made into the text of a CSV. The file is
   begun twice: at first only its variables are read, up to the first value, by
   the caller's thread; then all of it by a thread that allocates nothing
   through the caller's allocator. ReadStat itself calls malloc.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/stats_file.h"

#include "core/memory.h"
#include "table/channel.h"
#include "table/reason.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MESSAGE_SIZE = 120 };

struct pm_stats {
  const pm_allocator *allocator;
  const pm_stats_kind *kind;
  int fd;
  off_t at, size;
  int reason;   /* errno of a read that failed */
  char *buffer; /* of the file's bytes from buffer_at on */
  off_t buffer_at;
  size_t buffer_size;
  bool *is_date;
  size_t count, capacity; /* of the variables */
  int64_t promised;       /* observations, as the file says; -1: it does not */
  int64_t rows;
  size_t column;         /* where the next value belongs */
  bool has_value;        /* the variables are all read */
  bool is_out_of_memory; /* the caller's */
  const char *fault;     /* ours; NULL: none */
  readstat_error_t error;
  char message[MESSAGE_SIZE]; /* ReadStat's first */
  pm_channel channel;
  pthread_t thread;
  bool is_running;
};

/* --------------------------------------------------------------- the file -- */

static int open_file(const char *path, void *context)
{
  pm_stats *stats = context;
  (void)path;
  stats->at = 0;
  return 0;
}

static int close_file(void *context)
{
  (void)context;
  return 0;
}

static readstat_off_t seek_file(readstat_off_t offset, readstat_io_flags_t whence,
                                void *context)
{
  pm_stats *stats = context;
  off_t base = whence == READSTAT_SEEK_SET   ? 0
               : whence == READSTAT_SEEK_CUR ? stats->at
                                             : stats->size;
  if (offset < -base || offset > stats->size - base || pm_channel_is_closed(&stats->channel))
    return -1;
  stats->at = base + offset;
  return stats->at;
}

/* ReadStat reads an observation at a time, and the system should not. */
static bool fill_buffer(pm_stats *stats)
{
  ssize_t got;
  do
    got = pread(stats->fd, stats->buffer, PM_CSV_BLOCK, stats->at);
  while (got < 0 && errno == EINTR);
  if (got < 0)
    stats->reason = errno;
  stats->buffer_at = stats->at;
  stats->buffer_size = got > 0 ? (size_t)got : 0;
  return got > 0;
}

static ssize_t read_file(void *to, size_t size, void *context)
{
  pm_stats *stats = context;
  size_t used = 0;
  if (pm_channel_is_closed(&stats->channel))
    return -1;
  while (used < size) {
    off_t from = stats->at - stats->buffer_at;
    if (from < 0 || from >= (off_t)stats->buffer_size) {
      if (!fill_buffer(stats))
        break;
      from = 0;
    }
    size_t left = stats->buffer_size - (size_t)from;
    size_t part = left < size - used ? left : size - used;
    memcpy((char *)to + used, stats->buffer + from, part);
    used += part;
    stats->at += (off_t)part;
  }
  return stats->reason == 0 ? (ssize_t)used : -1;
}

static readstat_error_t update_file(long size, readstat_progress_handler progress,
                                    void *user_context, void *context)
{
  (void)size, (void)progress, (void)user_context, (void)context;
  return READSTAT_OK;
}

/* ----------------------------------------------------------- the variables -- */

static int abort_with(pm_stats *stats, const char *fault)
{
  stats->fault = fault;
  return READSTAT_HANDLER_ABORT;
}

/* The first of ReadStat's messages, in plain characters. */
static void on_message(const char *text, void *context)
{
  pm_stats *stats = context;
  static const char own_name[] = "ReadStat: ";
  if (stats->message[0] != '\0')
    return;
  if (strncmp(text, own_name, sizeof own_name - 1) == 0)
    text += sizeof own_name - 1;
  size_t size = strcspn(text, "\r\n");
  if (size > MESSAGE_SIZE - 1)
    size = MESSAGE_SIZE - 1;
  for (size_t i = 0; i < size; i++)
    stats->message[i] = (char)(text[i] >= ' ' && text[i] <= '~' ? text[i] : '?');
}

static int on_metadata(readstat_metadata_t *metadata, void *context)
{
  pm_stats *stats = context;
  stats->promised = readstat_get_row_count(metadata);
  return READSTAT_HANDLER_OK;
}

static int on_variable(int index, readstat_variable_t *variable, const char *labels,
                       void *context)
{
  pm_stats *stats = context;
  (void)labels;
  if (index < 0 || (size_t)index != stats->count)
    return abort_with(stats, "its variables are out of order");
  if (stats->count == PM_CSV_COLUMNS_MAX)
    return abort_with(stats, "it has more than 10000 variables");
  void *items = stats->is_date;
  stats->is_out_of_memory = !pm_memory_reserve(stats->allocator, &items, &stats->capacity,
                                               stats->count + 1, sizeof *stats->is_date);
  stats->is_date = items;
  if (stats->is_out_of_memory)
    return READSTAT_HANDLER_ABORT;
  const char *format = readstat_variable_get_format(variable);
  stats->is_date[stats->count++] = format != NULL && stats->kind->is_date(format);
  return READSTAT_HANDLER_OK;
}

static int on_first_value(int row, readstat_variable_t *variable, readstat_value_t value,
                          void *context)
{
  pm_stats *stats = context;
  (void)row, (void)variable, (void)value;
  stats->has_value = true;
  return READSTAT_HANDLER_ABORT;
}

/* --------------------------------------------------------------- the lines -- */

/* A text field, quoted where it must be. A line of nothing but an empty field
   would be no line. */
static bool put_text(pm_stats *stats, const char *text, size_t size)
{
  pm_channel *channel = &stats->channel;
  bool is_quoted = size == 0 ? stats->count == 1 : strcspn(text, ",\"\r\n") < size;
  if (!is_quoted)
    return pm_channel_put(channel, text, size);
  bool goes_on = pm_channel_put(channel, "\"", 1);
  while (goes_on && size > 0) {
    const char *quote = memchr(text, '"', size);
    size_t part = quote != NULL ? (size_t)(quote - text) + 1 : size;
    goes_on = pm_channel_put(channel, text, part);
    if (goes_on && quote != NULL)
      goes_on = pm_channel_put(channel, "\"", 1);
    text += part;
    size -= part;
  }
  return goes_on && pm_channel_put(channel, "\"", 1);
}

static bool put_number(pm_stats *stats, double value, bool is_date)
{
  char text[PM_NUMBER_SIZE];
  if (is_date && pm_stats_date(stats->kind, value, text))
    return put_text(stats, text, PM_STATS_DATE_SIZE - 1);
  if (isinf(value)) /* a number to nobody, but not missing either */
    return pm_channel_put(&stats->channel, value > 0 ? "Inf" : "-Inf", value > 0 ? 3 : 4);
  return put_text(stats, text, pm_number_format(value, text));
}

/* What stands behind a field: a comma, or the line's end. */
static bool end_field(pm_stats *stats)
{
  bool is_last = ++stats->column == stats->count;
  if (is_last)
    stats->column = 0;
  return pm_channel_put(&stats->channel, is_last ? "\n" : ",", 1);
}

static int on_name(int index, readstat_variable_t *variable, const char *labels, void *context)
{
  pm_stats *stats = context;
  const char *name = readstat_variable_get_name(variable);
  (void)labels;
  if (index < 0 || (size_t)index != stats->column)
    return abort_with(stats, "its variables are out of order");
  bool goes_on = put_text(stats, name, name != NULL ? strlen(name) : 0) && end_field(stats);
  return goes_on ? READSTAT_HANDLER_OK : READSTAT_HANDLER_ABORT;
}

static int on_value(int row, readstat_variable_t *variable, readstat_value_t value,
                    void *context)
{
  pm_stats *stats = context;
  const size_t column = stats->column;
  (void)row;
  if ((size_t)readstat_variable_get_index(variable) != column)
    return abort_with(stats, "an observation has not one value for each variable");
  const char *text = NULL;
  bool is_text = readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING;
  if (is_text)
    text = readstat_string_value(value);
  bool is_missing = readstat_value_is_missing(value, variable) || (is_text && text == NULL);
  bool goes_on = is_missing ? put_text(stats, "", 0)
                 : is_text
                     ? put_text(stats, text, strlen(text))
                     : put_number(stats, readstat_double_value(value), stats->is_date[column]);
  goes_on = goes_on && end_field(stats);
  stats->rows += stats->column == 0;
  return goes_on ? READSTAT_HANDLER_OK : READSTAT_HANDLER_ABORT;
}

/* ------------------------------------------------------------------ parsing -- */

typedef struct handler_set {
  readstat_metadata_handler metadata;
  readstat_variable_handler variable;
  readstat_value_handler value;
} handler_set;

static readstat_error_t parse(pm_stats *stats, const handler_set *handlers)
{
  readstat_parser_t *parser = readstat_parser_init();
  if (parser == NULL)
    return READSTAT_ERROR_MALLOC;
  /* All of these return READSTAT_OK, whatever they are given. */
  (void)readstat_set_open_handler(parser, open_file);
  (void)readstat_set_close_handler(parser, close_file);
  (void)readstat_set_seek_handler(parser, seek_file);
  (void)readstat_set_read_handler(parser, read_file);
  (void)readstat_set_update_handler(parser, update_file);
  (void)readstat_set_io_ctx(parser, stats);
  (void)readstat_set_error_handler(parser, on_message);
  (void)readstat_set_metadata_handler(parser, handlers->metadata);
  (void)readstat_set_variable_handler(parser, handlers->variable);
  (void)readstat_set_value_handler(parser, handlers->value);
  readstat_error_t error = stats->kind->parse(parser, "", stats);
  readstat_parser_free(parser);
  return error;
}

static pm_status read_variables(pm_stats *stats, pm_csv_stop *stop)
{
  static const handler_set first = {on_metadata, on_variable, on_first_value};
  if (stats->kind->check != NULL && !stats->kind->check(stats->fd, stats->size, &stats->fault))
    stats->reason = errno;
  if (stats->fault == NULL && stats->reason == 0)
    stats->error = parse(stats, &first);
  if (stats->has_value)
    stats->error = READSTAT_OK;
  if (stats->fault == NULL && stats->error == READSTAT_OK && stats->count == 0)
    stats->fault = "it has no variables";
  pm_status status = pm_stats_verdict(stats, stop);
  stats->message[0] = '\0';
  return status;
}

static void *write_lines(void *context)
{
  static const handler_set all = {NULL, on_name, on_value};
  pm_stats *stats = context;
  stats->error = parse(stats, &all);
  if (stats->error == READSTAT_OK &&
      (stats->column != 0 || (stats->promised >= 0 && stats->rows != stats->promised)))
    stats->error = READSTAT_ERROR_ROW_COUNT_MISMATCH;
  pm_channel_end(&stats->channel);
  return NULL;
}

/* The thread takes no signals: they are for the program's own. */
static pm_status start_thread(pm_stats *stats, pm_csv_stop *stop)
{
  sigset_t all, before;
  char text[PM_REASON_SIZE];
  (void)sigfillset(&all);
  int reason = pthread_sigmask(SIG_SETMASK, &all, &before);
  if (reason == 0) {
    reason = pthread_create(&stats->thread, NULL, write_lines, stats);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
  }
  stats->is_running = reason == 0;
  if (reason != 0)
    return pm_csv_stop_set(stop, PM_ERROR_IO, "cannot be read by a thread: %s",
                           pm_reason_text(reason, text));
  return PM_OK;
}

/* ------------------------------------------------------------------- public -- */

pm_status pm_stats_open(pm_stats **stats, const pm_stats_request *request, pm_csv_stop *stop)
{
  struct stat status = {.st_size = 0};
  pm_stats *made = pm_memory_resize(request->allocator, NULL, sizeof *made);
  *stats = made;
  if (made == NULL)
    return pm_csv_stop_memory(stop);
  *made = (pm_stats){.allocator = request->allocator,
                     .kind = request->kind,
                     .fd = request->fd,
                     .promised = -1};
  made->buffer = pm_memory_resize(request->allocator, NULL, PM_CSV_BLOCK);
  if (!pm_channel_init(&made->channel, request->allocator) || made->buffer == NULL)
    return pm_csv_stop_memory(stop);
  if (fstat(made->fd, &status) != 0)
    made->reason = errno;
  made->size = status.st_size;
  pm_status result = read_variables(made, stop);
  return result == PM_OK ? start_thread(made, stop) : result;
}

static void join(pm_stats *stats)
{
  if (stats->is_running)
    (void)pthread_join(stats->thread, NULL);
  stats->is_running = false;
}

void pm_stats_free(pm_stats *stats)
{
  if (stats == NULL)
    return;
  pm_channel_close(&stats->channel);
  join(stats);
  pm_channel_free(&stats->channel);
  (void)pm_memory_resize(stats->allocator, stats->buffer, 0);
  (void)pm_memory_resize(stats->allocator, stats->is_date, 0);
  (void)pm_memory_resize(stats->allocator, stats, 0);
}

ssize_t pm_stats_read(pm_stats *stats, char *to, size_t room)
{
  return (ssize_t)pm_channel_read(&stats->channel, to, room);
}

static bool is_cut_off(readstat_error_t error)
{
  return error == READSTAT_ERROR_READ || error == READSTAT_ERROR_SEEK ||
         error == READSTAT_ERROR_ROW_COUNT_MISMATCH;
}

pm_status pm_stats_verdict(pm_stats *stats, pm_csv_stop *stop)
{
  char text[PM_REASON_SIZE];
  join(stats);
  if (stats->reason != 0)
    return pm_csv_stop_set(stop, PM_ERROR_IO, "cannot be read: %s",
                           pm_reason_text(stats->reason, text));
  if (stats->is_out_of_memory)
    return pm_csv_stop_memory(stop);
  if (stats->fault == NULL && stats->error == READSTAT_OK)
    return PM_OK;
  if (stats->fault == NULL && is_cut_off(stats->error))
    return pm_csv_stop_set(stop, PM_ERROR_DATA,
                           "this is %s that is cut off or broken; copy it again",
                           stats->kind->name);
  /* ReadStat has no other error for sizes of nothing, and for those beyond its 16 MiB. */
  static const char odd_size[] = "a size in it is 0, or asks for more memory than there is";
  const char *said = stats->fault != NULL                    ? stats->fault
                     : stats->error == READSTAT_ERROR_MALLOC ? odd_size
                     : stats->message[0] != '\0'             ? stats->message
                                                 : readstat_error_message(stats->error);
  return pm_csv_stop_set(stop, PM_ERROR_DATA,
                         "this is %s that cannot be read (%s); save it again, or as CSV",
                         stats->kind->name, said);
}
