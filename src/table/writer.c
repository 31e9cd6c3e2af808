/* writer.c: the writers' public face: what may be called when, and which
   tables are shown.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/writer.h"
#include "table/reason.h"

/* --------------------------------------------------------------- family -- */

static const pm_writer_method *const methods[] = {
#define PM_WRITER(name) &pm_writer_##name,
#include "table/writers.def"
#undef PM_WRITER
};
enum { METHODS = sizeof methods / sizeof methods[0] };

static const pm_method *method_at(size_t index)
{
  return index < METHODS ? &methods[index]->about : NULL;
}

const pm_family pm_format_family = {
    .name = "format", .title = "Output format", .count = METHODS, .at = method_at};

/* `no WHAT 'x'; did you mean 'y'? The WHATs are y, z` */
static pm_status unknown_name(const char *what, const char *name, const char *const *names,
                              size_t count, pm_error *error)
{
  char list[PM_FAULT_TEXT / 2] = "none";
  size_t length = 0;
  for (size_t i = 0; i < count && length < sizeof list; i++) {
    int size =
        snprintf(list + length, sizeof list - length, "%s%s", i > 0 ? ", " : "", names[i]);
    length += size > 0 ? (size_t)size : 0;
  }
  const char *nearest = pm_text_nearest(name, names, count);
  const char *verb = count == 1 ? " is" : "s are";
  if (nearest == NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "no %s '%s'; the %s%s %s", what, name,
                        what, verb, list);
  return pm_error_add(error, PM_ERROR_USAGE, NULL, "no %s '%s'; did you mean '%s'? The %s%s %s",
                      what, name, nearest, what, verb, list);
}

static const pm_writer_method *find_method(const char *name, pm_error *error)
{
  const char *names[METHODS];
  for (size_t i = 0; i < METHODS; i++) {
    names[i] = methods[i]->about.name;
    if (strcmp(names[i], name) == 0)
      return methods[i];
  }
  (void)unknown_name("output format", name, names, METHODS, error);
  return NULL;
}

/* ---------------------------------------------------------------- states -- */

void pm_writer_no_memory(pm_writer *writer)
{
  if (writer->trouble.status == PM_OK)
    writer->trouble.status = PM_ERROR_MEMORY;
}

/* What each call ends with: trouble becomes a status and is told. */
static pm_status settle(const pm_writer *writer, pm_error *error)
{
  char reason[PM_REASON_SIZE];
  switch (writer->trouble.status) {
  case PM_OK:
    return PM_OK;
  case PM_ERROR_MEMORY:
    return pm_memory_fault(error);
  default:
    return pm_error_add(error, writer->trouble.status, NULL,
                        "cannot keep the output in a temporary file in '%s': %s",
                        writer->target.directory,
                        pm_reason_text(writer->trouble.reason, reason));
  }
}

/* A call that came too late or too early is the program's mistake. */
static pm_status misuse(pm_error *error, const char *what)
{
  return pm_error_add(error, PM_ERROR_USAGE, NULL, "%s", what);
}

static const char *keep_text(pm_writer *writer, const char *text)
{
  if (text == NULL)
    return NULL;
  const char *kept = pm_arena_text(writer->arena, text, strlen(text));
  if (kept == NULL)
    pm_writer_no_memory(writer);
  return kept;
}

/* Copy the request's texts, and put the defaults in. */
static void keep_request(pm_writer *writer, const pm_writer_request *request)
{
  writer->request = *request;
  writer->request.table = keep_text(writer, request->table);
  writer->request.command = keep_text(writer, request->command);
  writer->request.version = keep_text(writer, request->version);
  writer->request.title = keep_text(writer, request->title);
  if (request->rate_digits < 0)
    writer->request.rate_digits = 1;
  if (request->points_digits < 0)
    writer->request.points_digits = 2;
}

static pm_status prepare(pm_writer *writer, const pm_writer_request *request, pm_error *error)
{
  writer->arena = pm_arena_new(request->allocator);
  if (writer->arena == NULL)
    return pm_memory_fault(error);
  keep_request(writer, request);
  const char *file = keep_text(writer, request->file);
  pm_status status = settle(writer, error);
  if (status == PM_OK)
    status = pm_target_resolve(&writer->target, file, request->stream, writer->arena, error);
  if (status != PM_OK)
    return status;
  for (size_t i = 0; i < PM_PART_COUNT; i++)
    pm_spool_init(&writer->parts[i], writer->target.directory, &writer->trouble,
                  request->allocator);
  if (writer->method->open != NULL)
    writer->method->open(writer);
  return settle(writer, error);
}

pm_status pm_writer_open(pm_writer **result, const pm_writer_request *request, pm_error *error)
{
  *result = NULL;
  if (request->file == NULL && request->stream == NULL)
    return misuse(error, "an output needs a file or a stream");
  const pm_writer_method *method =
      find_method(request->format == NULL ? "text" : request->format, error);
  if (method == NULL)
    return PM_ERROR_USAGE;
  pm_writer *writer = pm_memory_resize(request->allocator, NULL, sizeof *writer);
  if (writer == NULL)
    return pm_memory_fault(error);
  *writer = (pm_writer){.method = method};
  writer->request.allocator = request->allocator;
  pm_grid_init(&writer->grid, &writer->trouble, request->allocator);
  for (size_t i = 0; i < PM_PART_COUNT; i++)
    pm_spool_init(&writer->parts[i], "", &writer->trouble, request->allocator);
  pm_status status = prepare(writer, request, error);
  if (status == PM_OK)
    *result = writer;
  else
    pm_writer_free(writer);
  return status;
}

void pm_writer_free(pm_writer *writer)
{
  if (writer == NULL)
    return;
  const pm_allocator *allocator = writer->request.allocator;
  for (size_t i = 0; i < PM_PART_COUNT; i++)
    pm_spool_clear(&writer->parts[i]);
  pm_grid_clear(&writer->grid);
  (void)pm_memory_resize(allocator, writer->names, 0);
  pm_arena_free(writer->arena);
  (void)pm_memory_resize(allocator, writer, 0);
}

/* ---------------------------------------------------------------- tables -- */

static void end_table(pm_writer *writer)
{
  pm_sheet *sheet = &writer->sheet;
  if (sheet->is_open && sheet->is_shown && writer->method->end != NULL)
    writer->method->end(writer);
  sheet->is_open = false;
  pm_grid_empty(&writer->grid);
}

static bool is_shown(const pm_writer *writer, const char *name)
{
  if (writer->method->all_tables)
    return true;
  if (writer->request.table != NULL)
    return strcmp(writer->request.table, name) == 0;
  return !writer->method->one_table || writer->name_count == 1;
}

static bool add_name(pm_writer *writer, const char *name)
{
  void *names = writer->names;
  bool good = pm_memory_reserve(writer->request.allocator, &names, &writer->name_capacity,
                                writer->name_count + 1, sizeof *writer->names);
  writer->names = names;
  if (good)
    writer->names[writer->name_count++] = name;
  return good;
}

pm_status pm_writer_table(pm_writer *writer, const char *name, const char *title,
                          const pm_column *columns, size_t count, pm_error *error)
{
  if (writer->is_closed || count == 0)
    return misuse(error, "a table needs a column and an open output");
  end_table(writer);
  const char *kept = keep_text(writer, name);
  pm_column *copy = pm_arena_alloc(writer->arena, count * sizeof *copy);
  if (kept == NULL || copy == NULL || !add_name(writer, kept)) {
    pm_writer_no_memory(writer);
    return settle(writer, error);
  }
  memcpy(copy, columns, count * sizeof *copy);
  writer->sheet = (pm_sheet){.name = kept,
                             .title = keep_text(writer, title),
                             .columns = copy,
                             .count = count,
                             .is_open = true,
                             .is_shown = is_shown(writer, name)};
  if (writer->sheet.is_shown && writer->method->begin != NULL)
    writer->method->begin(writer);
  return settle(writer, error);
}

pm_status pm_writer_row(pm_writer *writer, const pm_cell *cells, pm_error *error)
{
  if (!writer->sheet.is_open)
    return misuse(error, "a row needs a table");
  if (writer->sheet.is_shown)
    writer->method->row(writer, cells);
  writer->sheet.rows++;
  return settle(writer, error);
}

/* -------------------------------------------------------- beside tables -- */

pm_status pm_writer_paragraph(pm_writer *writer, const char *text, pm_error *error)
{
  if (writer->is_closed)
    return misuse(error, "a paragraph needs an open output");
  end_table(writer);
  /* Who asks for one table does not ask for prose. */
  bool is_wanted = writer->method->all_tables || writer->request.table == NULL;
  if (is_wanted && writer->method->paragraph != NULL) {
    writer->method->paragraph(writer, text);
    writer->paragraphs++;
  }
  return settle(writer, error);
}

pm_status pm_writer_setting(pm_writer *writer, const pm_setting *setting, pm_error *error)
{
  if (writer->is_closed)
    return misuse(error, "a setting needs an open output");
  if (writer->method->setting != NULL)
    writer->method->setting(writer, setting);
  writer->settings++;
  return settle(writer, error);
}

pm_status pm_writer_input(pm_writer *writer, const pm_input *input, pm_error *error)
{
  if (writer->is_closed)
    return misuse(error, "an input needs an open output");
  if (writer->method->input != NULL)
    writer->method->input(writer, input);
  writer->inputs++;
  return settle(writer, error);
}

pm_status pm_writer_notes(pm_writer *writer, const pm_notes *notes, pm_error *error)
{
  if (writer->is_closed)
    return misuse(error, "notes need an open output");
  for (size_t i = 0; notes != NULL && i < pm_notes_count(notes); i++) {
    if (writer->method->note != NULL)
      writer->method->note(writer, pm_notes_at(notes, i));
    writer->notes++;
  }
  return settle(writer, error);
}

/* ----------------------------------------------------------------- close -- */

/* Whether the table that was asked for was ever begun. */
static bool has_table(const pm_writer *writer)
{
  if (writer->request.table == NULL)
    return true;
  for (size_t i = 0; i < writer->name_count; i++)
    if (strcmp(writer->names[i], writer->request.table) == 0)
      return true;
  return false;
}

/* Notes that stand aside go first: if they cannot be told, the figures that
   they qualify are not published. */
static pm_status publish(pm_writer *writer, pm_error *error)
{
  size_t count = PM_PART_COUNT;
  if (writer->method->notes_aside) {
    count = PM_PART_NOTES;
    if (writer->request.notes != NULL && writer->notes > 0) {
      pm_status status = pm_publish_stream(writer->request.notes, "the notes",
                                           &writer->parts[PM_PART_NOTES], 1, error);
      if (status != PM_OK)
        return status;
    }
  }
  return pm_publish(&writer->target, writer->parts, count, writer->request.allocator, error);
}

pm_status pm_writer_close(pm_writer *writer, pm_error *error)
{
  if (writer->is_closed)
    return misuse(error, "the output is closed already");
  end_table(writer);
  writer->is_closed = true;
  if (!has_table(writer))
    return unknown_name("table", writer->request.table, writer->names, writer->name_count,
                        error);
  if (writer->method->finish != NULL)
    writer->method->finish(writer);
  pm_status status = settle(writer, error);
  return status == PM_OK ? publish(writer, error) : status;
}
