/* paths.c: no file that a run writes is one that it reads, or writes twice; and standard
   input is read once.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "paths.h"

#include <string.h>
#include <sys/stat.h>

/* Where a file would be made. */
static bool find_folder(const char *path, option_store *store, struct stat *found)
{
  const char *slash = strrchr(path, '/');
  const char *folder =
      slash == NULL ? "." : option_store_text(store, path, (size_t)(slash - path) + 1);
  return folder != NULL && stat(folder, found) == 0;
}

static const char *last_part(const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash == NULL ? path : slash + 1;
}

/* Devices and pipes may be named as often as one likes. */
static bool are_same(const char *a, const char *b, option_store *store)
{
  struct stat first, second;
  bool is_first = stat(a, &first) == 0;
  bool is_second = stat(b, &second) == 0;
  if (is_first != is_second || (is_first && !S_ISREG(first.st_mode)))
    return false;
  if (!is_first && (strcmp(last_part(a), last_part(b)) != 0 || !find_folder(a, store, &first) ||
                    !find_folder(b, store, &second)))
    return false;
  return first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/* A file that is read or written, against one that is written. */
typedef struct meeting {
  const tool_run *run;
  const char *option, *path; /* that is written; option without dashes */
} meeting;

static pm_status meet_read(const meeting *m, const char *path)
{
  if (path == NULL || m->path == NULL || !are_same(m->path, path, m->run->store))
    return PM_OK;
  return pm_error_add(m->run->error, PM_ERROR_USAGE, NULL,
                      "--%s: '%s' is a file that is read, and would be lost; name another",
                      m->option, m->path);
}

static pm_status meet_written(const meeting *m, const char *option, const char *path)
{
  if (path == NULL || m->path == NULL || !are_same(m->path, path, m->run->store))
    return PM_OK;
  return pm_error_add(m->run->error, PM_ERROR_USAGE, NULL,
                      "--%s and --%s would both write '%s'; name another for one of them",
                      m->option, option, path);
}

static const char *text_at(const void *field)
{
  return *(const char *const *)field;
}

/* An option: its row, and where its value is. */
typedef struct named {
  const option_row *row;
  const void *field;
} named;

static pm_status meet_option(const meeting *m, named other)
{
  if (other.row->kind == OPTION_FILE)
    return other.row->is_written ? meet_written(m, other.row->name, text_at(other.field))
                                 : meet_read(m, text_at(other.field));
  if (other.row->kind != OPTION_MARGINS)
    return PM_OK;
  const option_margins *margins = other.field;
  pm_status status = PM_OK;
  for (size_t i = 0; i < margins->count && status == PM_OK; i++)
    status = meet_read(m, margins->items[i].file);
  return status;
}

/* The run's options one after the other; row NULL: no more. */
static named option_at(const tool_run *run, size_t index)
{
  for (size_t g = 0; g < run->command->group_count; g++) {
    const option_group *group = &run->command->groups[g];
    if (index < group->table->count) {
      const option_row *row = &group->table->rows[index];
      return (named){row, (const char *)run->options + group->base + row->offset};
    }
    index -= group->table->count;
  }
  return (named){NULL, NULL};
}

static bool is_written(named option)
{
  return option.row->kind == OPTION_FILE && option.row->is_written;
}

/* Against the operands, and the options but for those that were met from the other side. */
static pm_status meet_all(const meeting *m, size_t after)
{
  pm_status status = PM_OK;
  for (size_t i = 0; i < m->run->operand_count && status == PM_OK; i++)
    status = meet_read(m, m->run->operands[i]);
  for (size_t i = 0; status == PM_OK; i++) {
    named other = option_at(m->run, i);
    if (other.row == NULL)
      break;
    if (i >= after || !is_written(other))
      status = meet_option(m, other);
  }
  return status;
}

/* ----------------------------------------------------------- standard input -- */

static bool is_stdin(const char *path)
{
  return path != NULL && strcmp(path, "-") == 0;
}

static size_t count_stdin(named option)
{
  size_t count = 0;
  if (option.row->kind == OPTION_FILE)
    return !option.row->is_written && is_stdin(text_at(option.field));
  const option_margins *margins = option.field;
  for (size_t i = 0; option.row->kind == OPTION_MARGINS && i < margins->count; i++)
    count += is_stdin(margins->items[i].file);
  return count;
}

/* What is read there is gone for all else. other: what else would read it; NULL: nothing. */
static pm_status check_stdin(const tool_run *run, const char *other)
{
  const char *first = NULL, *dashes = "";
  for (size_t i = 0; i < run->operand_count; i++)
    first = is_stdin(run->operands[i]) ? "FILE" : first;
  for (size_t i = 0;; i++) {
    named option = option_at(run, i);
    if (option.row == NULL)
      break;
    size_t count = count_stdin(option);
    if (count + (first != NULL) > 1 && count > 0)
      return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                          "%s%s and --%s cannot both be standard input",
                          first != NULL ? dashes : "--",
                          first != NULL ? first : option.row->name, option.row->name);
    if (count == 0)
      continue;
    first = option.row->name;
    dashes = "--";
  }
  return first == NULL || other == NULL
             ? PM_OK
             : pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                            "%s%s and %s cannot both be standard input", dashes, first, other);
}

/* ----------------------------------------------------------------- all -- */

/* Of what is written, the tables alone may go to standard output. */
static pm_status check_stdout(const tool_run *run, named option)
{
  return strcmp(option.row->name, "output") == 0
             ? PM_OK
             : pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                            "--%s: '-' is standard output, where the tables go; name a file",
                            option.row->name);
}

/* What each option writes, against the one file that is read; NULL: against all. */
static pm_status check_each(const tool_run *run, const char *read)
{
  pm_status status = PM_OK;
  for (size_t i = 0; status == PM_OK; i++) {
    named option = option_at(run, i);
    if (option.row == NULL)
      break;
    if (!is_written(option))
      continue;
    const meeting m = {run, option.row->name, text_at(option.field)};
    if (is_stdin(m.path))
      status = check_stdout(run, option);
    else
      status = read == NULL ? meet_all(&m, i + 1) : meet_read(&m, read);
  }
  return status;
}

pm_status paths_check(const tool_run *run)
{
  pm_status status = check_stdin(run, NULL);
  return status == PM_OK ? check_each(run, NULL) : status;
}

pm_status paths_check_read(const tool_run *run, const char *what, const char *path)
{
  pm_status status = is_stdin(path) ? check_stdin(run, what) : PM_OK;
  return status == PM_OK ? check_each(run, path) : status;
}

pm_status paths_check_written(const tool_run *run, const char *option, const char *path)
{
  const meeting m = {run, option, path};
  return meet_all(&m, 0);
}
