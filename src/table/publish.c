/* publish.c: a new file beside, fsync, rename; or straight to a stream or
   a device.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/publish.h"
#include "core/memory.h"
#include "table/held_files.h"
#include "table/new_file.h"
#include "table/reason.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINKS_FOLLOWED = 40, MODE_BITS = 0777 };

static pm_status refuse(const char *name, int reason, pm_error *error)
{
  if (reason == 0) /* the filler has told it */
    return PM_ERROR_IO;
  char text[PM_REASON_SIZE];
  return pm_error_add(error, PM_ERROR_IO, NULL, "cannot write '%s': %s", name,
                      pm_reason_text(reason, text));
}

/* ------------------------------------------------------------- where to -- */

/* The directory part of a path, "." if it has none; NULL: out of memory. */
static char *directory_of(const char *path, pm_arena *arena)
{
  const char *slash = strrchr(path, '/');
  if (slash == NULL)
    return pm_arena_text(arena, ".", 1);
  return pm_arena_text(arena, path, slash == path ? 1 : (size_t)(slash - path));
}

/* What the symbolic link at path points to, as a path; NULL with errno. */
static char *link_content(const char *path, pm_arena *arena)
{
  char content[4096];
  ssize_t size = readlink(path, content, sizeof content - 1);
  if (size < 0)
    return NULL;
  content[size] = '\0';
  char *directory = directory_of(path, arena);
  char *result = directory == NULL   ? NULL
                 : content[0] == '/' ? pm_arena_text(arena, content, (size_t)size)
                                     : pm_arena_format(arena, "%s/%s", directory, content);
  if (result == NULL)
    errno = ENOMEM;
  return result;
}

/* /dev/stdout leads to /proc/self/fd/1: an open file and not a place. */
static bool is_descriptor(const char *path)
{
  static const char *const places[] = {"/proc/", "/dev/fd/"};
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
    if (strncmp(path, places[i], strlen(places[i])) == 0)
      return true;
  return false;
}

/* Follow links by hand rather than by realpath, which does not name the
   target of a link that leads to a file yet to be made. */
static pm_status follow_links(pm_target *target, pm_arena *arena, pm_error *error)
{
  for (int followed = 0; followed < LINKS_FOLLOWED; followed++) {
    if (is_descriptor(target->path)) {
      target->direct = true;
      return PM_OK;
    }
    char *next = link_content(target->path, arena);
    if (next == NULL && errno == ENOMEM)
      return pm_memory_fault(error);
    if (next == NULL) /* not a link (EINVAL), or nothing there: stat will tell */
      return PM_OK;
    target->path = next;
  }
  return refuse(target->name, ELOOP, error);
}

static pm_status check_place(pm_target *target, pm_error *error)
{
  struct stat old;
  if (stat(target->path, &old) == 0) {
    if (S_ISDIR(old.st_mode))
      return refuse(target->name, EISDIR, error);
    if (faccessat(AT_FDCWD, target->path, W_OK, AT_EACCESS) != 0)
      return refuse(target->name, errno, error);
    target->direct = target->direct || !S_ISREG(old.st_mode);
  } else if (errno != ENOENT) {
    return refuse(target->name, errno, error);
  }
  if (target->direct || faccessat(AT_FDCWD, target->directory, W_OK | X_OK, AT_EACCESS) == 0)
    return PM_OK;
  char text[PM_REASON_SIZE];
  const char *reason = pm_reason_text(errno, text);
  return pm_error_add(error, PM_ERROR_IO, NULL, "cannot write '%s': directory '%s': %s",
                      target->name, target->directory, reason);
}

pm_status pm_target_resolve(pm_target *target, const char *file, FILE *stream, pm_arena *arena,
                            pm_error *error)
{
  *target = (pm_target){.name = file, .stream = stream};
  if (file == NULL) {
    const char *directory = secure_getenv("TMPDIR");
    if (directory == NULL || directory[0] == '\0')
      directory = "/tmp";
    target->directory = pm_arena_text(arena, directory, strlen(directory));
    return target->directory == NULL ? pm_memory_fault(error) : PM_OK;
  }
  target->path = pm_arena_text(arena, file, strlen(file));
  if (target->path == NULL)
    return pm_memory_fault(error);
  pm_status status = follow_links(target, arena, error);
  if (status != PM_OK)
    return status;
  target->directory = directory_of(target->direct ? "/tmp/" : target->path, arena);
  if (target->directory == NULL)
    return pm_memory_fault(error);
  return check_place(target, error);
}

/* ------------------------------------------------------------- writing -- */

static bool to_file(void *context, const char *bytes, size_t size)
{
  return pm_spool_write_all(*(int *)context, bytes, size);
}

static bool to_stream(void *context, const char *bytes, size_t size)
{
  return fwrite(bytes, 1, size, (FILE *)context) == size;
}

static bool send_all(pm_spool *parts, size_t count, pm_sink *sink, void *context)
{
  for (size_t i = 0; i < count; i++)
    if (!pm_spool_send(&parts[i], sink, context))
      return false;
  return true;
}

typedef struct spools {
  pm_spool *parts;
  size_t count;
} spools;

static bool send_spools(void *context, pm_sink *sink, void *sink_context)
{
  const spools *all = context;
  return send_all(all->parts, all->count, sink, sink_context);
}

/* What is to be written. */
typedef struct content {
  pm_filler *filler;
  void *context;
} content;

pm_status pm_publish_stream(FILE *stream, const char *what, pm_spool *parts, size_t count,
                            pm_error *error)
{
  errno = 0;
  if (send_all(parts, count, to_stream, stream) && fflush(stream) == 0 && !ferror(stream))
    return PM_OK;
  char text[PM_REASON_SIZE];
  const char *reason = errno != 0 ? pm_reason_text(errno, text) : "an earlier write failed";
  return pm_error_add(error, PM_ERROR_IO, NULL, "cannot write %s: %s", what, reason);
}

static pm_status publish_direct(const pm_target *target, const content *all, pm_error *error)
{
  /* Appended, so that /dev/stdout keeps what a shell's >> already has. */
  int file = open(target->path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY);
  if (file < 0)
    return refuse(target->name, errno, error);
  bool sent = all->filler(all->context, to_file, &file);
  int reason = errno;
  if (close(file) != 0 && sent) {
    sent = false;
    reason = errno;
  }
  return sent ? PM_OK : refuse(target->name, reason, error);
}

/* Fill the new file and bring it to the disk; false with errno. */
static bool fill(int file, const pm_target *target, const content *all)
{
  struct stat old;
  if (stat(target->path, &old) == 0 && fchmod(file, old.st_mode & MODE_BITS) != 0)
    return false;
  if (!all->filler(all->context, to_file, &file))
    return false;
  return fsync(file) == 0 || errno == EINVAL || errno == ENOTSUP;
}

/* All or nothing of it, in room for the new file's path. */
static pm_status publish_renamed(const pm_target *target, char *room, const content *all,
                                 pm_error *error)
{
  pm_new_file made;
  if (!pm_new_file_open(&made, target->directory, room))
    return refuse(target->name, errno, error);
  bool good = fill(made.descriptor, target, all);
  int reason = errno;
  if (good && target->held != NULL) {
    good = pm_held_files_add(target->held, &made, target->path, target->name);
    reason = ENOMEM;
  } else if (good) {
    good = pm_new_file_show(&made, target->path);
    reason = errno;
  }
  if (good)
    return PM_OK;
  if (pm_new_file_drop(&made))
    return refuse(target->name, reason, error);
  char text[PM_REASON_SIZE];
  return pm_error_add(error, PM_ERROR_IO, NULL, "cannot write '%s': %s; '%s' is left behind",
                      target->name, pm_reason_text(reason, text), made.path);
}

pm_status pm_publish(const pm_target *target, pm_spool *parts, size_t count,
                     const pm_allocator *allocator, pm_error *error)
{
  if (target->path == NULL)
    return pm_publish_stream(target->stream, "the output", parts, count, error);
  spools all = {parts, count};
  return pm_publish_filled(target, send_spools, &all, allocator, error);
}

pm_status pm_publish_filled(const pm_target *target, pm_filler *filler, void *context,
                            const pm_allocator *allocator, pm_error *error)
{
  const content all = {filler, context};
  if (target->direct)
    return publish_direct(target, &all, error);
  size_t size = strlen(target->directory) + PM_NEW_FILE_NAME_SIZE;
  char *room = pm_memory_resize(allocator, NULL, size);
  if (room == NULL)
    return pm_memory_fault(error);
  pm_status status = publish_renamed(target, room, &all, error);
  (void)pm_memory_resize(allocator, room, 0);
  return status;
}
