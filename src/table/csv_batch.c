/* csv_batch.c: blocks of bytes into batches of records, by libcsv under strict
   rules. libcsv pushes fields one at a time into its own buffer; here they are
   laid side by side, so that the reader can hand records out when asked.

   What libcsv 3.0.3 does by itself and must not do here: it trims blanks
   (RFC 4180, 2.4: "spaces are considered part of a field"), drops blank lines,
   takes a lone CR for the end of a row, and counts nothing. A callback cannot
   end its parse; after a fault the rest of the block is therefore ignored.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/memory.h"
#include "table/csv_reader.h"

#include <stdarg.h>
#include <string.h>

enum {
  /* Room for a field of full length, the quote that libcsv keeps behind it
     until it knows what follows, and the NUL. */
  ENTRY_SIZE = PM_CSV_FIELD_MAX + 3,
  SHORT_FIELD = 16 /* so many bytes are copied at once */
};

/* Alerts. */
enum {
  STOPPED = 1,  /* a fault: nothing more counts */
  AFTER_CR = 2, /* the row ended in CR: LF must follow */
  BLANK = 4     /* a blank line, which only the end of the file excuses */
};

pm_status pm_csv_stop_set(pm_csv_stop *stop, pm_status status, const char *format, ...)
{
  if (stop->status != PM_OK)
    return status;
  va_list values;
  va_start(values, format);
  (void)vsnprintf(stop->text, sizeof stop->text, format, values);
  va_end(values);
  stop->status = status;
  stop->row = 0;
  stop->column = PM_CSV_NO_COLUMN;
  return status;
}

pm_status pm_csv_stop_memory(pm_csv_stop *stop)
{
  return pm_csv_stop_set(stop, PM_ERROR_MEMORY, "out of memory");
}

static size_t open_fields(const pm_csv_batch *batch)
{
  return (size_t)(batch->next_field - batch->open_record);
}

static void stop_at(pm_csv_batch *batch, int64_t row, int64_t column, const char *text)
{
  batch->alerts |= STOPPED;
  if (batch->stop->status != PM_OK)
    return;
  (void)pm_csv_stop_set(batch->stop, PM_ERROR_DATA, "%s", text);
  batch->stop->row = row;
  batch->stop->column = column;
}

static void stop_lone_cr(pm_csv_batch *batch)
{
  bool is_blank = (batch->alerts & BLANK) != 0;
  stop_at(batch, is_blank ? batch->rows + 1 : batch->rows, PM_CSV_NO_COLUMN,
          "the row ends in CR without LF; save the file with line ends LF or CRLF");
}

/* What an alert means once anything but the end of the line or of the file
   follows: CR and a blank line are then faults. */
static void stop_alert(pm_csv_batch *batch)
{
  if ((batch->alerts & STOPPED) != 0)
    return;
  if ((batch->alerts & AFTER_CR) != 0)
    stop_lone_cr(batch);
  else
    stop_at(batch, batch->rows + 1, PM_CSV_NO_COLUMN,
            "the line is blank; only the end of the file may have blank lines");
}

/* A fault in the field that is being read, unless an earlier one is pending. */
static void stop_here(pm_csv_batch *batch, const char *text)
{
  if (batch->alerts != 0)
    stop_alert(batch);
  else
    stop_at(batch, batch->rows + 1, (int64_t)open_fields(batch), text);
}

static void stop_count(pm_csv_batch *batch, const char *more)
{
  char text[160];
  size_t count = open_fields(batch);
  if (batch->columns == 0)
    (void)snprintf(text, sizeof text, "the header has more than %d columns",
                   PM_CSV_COLUMNS_MAX);
  else
    (void)snprintf(text, sizeof text, "the row has %s%zu field%s, but the header has %zu", more,
                   count, count == 1 ? "" : "s", batch->columns);
  stop_at(batch, batch->rows + 1, PM_CSV_NO_COLUMN, text);
}

/* ------------------------------------------------------ libcsv's callbacks -- */

static void take_field(void *bytes, size_t size, void *context)
{
  pm_csv_batch *batch = context;
  if (batch->alerts != 0) {
    stop_alert(batch);
    return;
  }
  if (size < SHORT_FIELD) {
    memcpy(batch->next_text, bytes, SHORT_FIELD); /* both sides have the room */
  } else if (size <= PM_CSV_FIELD_MAX) {
    memcpy(batch->next_text, bytes, size + 1);
  } else {
    stop_here(batch, "the field is longer than 1 MiB; is a closing quote missing?");
    return;
  }
  *batch->next_field++ = (pm_field){batch->next_text, size};
  batch->next_text += size + 1;
}

/* Look at the alerts before the end of a row; true: the row counts. */
static bool row_counts(pm_csv_batch *batch, int end)
{
  if ((batch->alerts & STOPPED) != 0)
    return false;
  if ((batch->alerts & AFTER_CR) == 0)
    return true;
  if (end == CSV_LF)
    batch->alerts &= ~(unsigned)AFTER_CR; /* CRLF is one end */
  else
    stop_lone_cr(batch);
  return false;
}

/* A row that has not as many fields as the header: it is the header, a blank
   line, or wrong. */
static void take_odd_row(pm_csv_batch *batch)
{
  size_t count = open_fields(batch);
  if (count == 0) {
    batch->alerts |= BLANK;
  } else if (batch->columns == 0 && count <= PM_CSV_COLUMNS_MAX) {
    batch->columns = count;
    batch->open_record = batch->next_field;
    batch->rows++;
  } else {
    stop_count(batch, "");
  }
}

static void take_row(int end, void *context)
{
  pm_csv_batch *batch = context;
  if (batch->alerts != 0 && !row_counts(batch, end))
    return;
  if (open_fields(batch) != batch->columns || batch->columns == 0) {
    take_odd_row(batch);
  } else {
    batch->open_record = batch->next_field;
    batch->rows++;
  }
  if (end == CSV_CR)
    batch->alerts |= AFTER_CR;
}

/* -------------------------------------------------------------- blanks -- */

static int never_a_blank(unsigned char byte)
{
  (void)byte;
  return 0;
}

static bool is_edge(char byte)
{
  return byte == ',' || byte == '\n' || byte == '\r' || byte == '"';
}

/* Whether this kind of blank stands beside the border of a field or block. */
static bool has_at_edge(const char *bytes, size_t size, char blank)
{
  const char *last = bytes + size - 1;
  const char *at = memchr(bytes, blank, size);
  for (; at != NULL; at = memchr(at + 1, blank, (size_t)(last - at)))
    if (at == bytes || at == last || is_edge(at[-1]) || is_edge(at[1]))
      return true;
  return false;
}

/* Whether there are blanks that libcsv would trim. To ask this of a whole
   block is far cheaper than libcsv's own remedy, csv_set_space_func, which is
   called for every byte; it is used only where it makes a difference. */
static bool has_trimmed_blank(const char *bytes, size_t size)
{
  return has_at_edge(bytes, size, ' ') || has_at_edge(bytes, size, '\t');
}

/* --------------------------------------------------------------- parsing -- */

/* Move what there is of the open record to the front and make room for all
   that `size` bytes can bring: fewer than `size` + 1 fields, each with its
   bytes and a NUL in the place of its comma. */
static pm_status make_room(pm_csv_batch *batch, size_t size)
{
  size_t count = open_fields(batch);
  size_t kept = 0;
  if (count > 0) {
    kept = (size_t)(batch->next_text - batch->open_record[0].text);
    memmove(batch->text, batch->open_record[0].text, kept);
    memmove(batch->fields, batch->open_record, count * sizeof *batch->fields);
  }
  void *text = batch->text;
  void *fields = batch->fields;
  bool fits = pm_memory_reserve(batch->allocator, &text, &batch->text_capacity,
                                kept + batch->parser.entry_pos + size + 1 + SHORT_FIELD, 1) &&
              pm_memory_reserve(batch->allocator, &fields, &batch->field_capacity,
                                count + size + 1, sizeof *batch->fields);
  batch->text = text;
  batch->fields = fields;
  batch->open_record = batch->fields;
  batch->next_field = batch->fields;
  if (!fits)
    return PM_ERROR_MEMORY;
  batch->next_field += count;
  batch->next_text = batch->text + kept;
  char *at = batch->text;
  for (size_t i = 0; i < count; i++) {
    batch->fields[i].text = at;
    at += batch->fields[i].size + 1;
  }
  return PM_OK;
}

static void stop_unparsed(pm_csv_batch *batch)
{
  if (csv_error(&batch->parser) != CSV_EPARSE)
    stop_here(batch, "the field is longer than 1 MiB; is a closing quote missing?");
  else if (batch->parser.quoted)
    stop_here(batch, "a closing quote is followed by something else than a comma; a quote "
                     "inside a quoted field must be doubled");
  else
    stop_here(batch, "a quote stands inside a field that does not begin with one");
}

/* As many fields as an open record may have. */
static size_t fields_allowed(const pm_csv_batch *batch)
{
  return batch->columns > 0 ? batch->columns : PM_CSV_COLUMNS_MAX;
}

pm_status pm_csv_batch_parse(pm_csv_batch *batch, const char *bytes, size_t size)
{
  if (make_room(batch, size) != PM_OK)
    return pm_csv_stop_memory(batch->stop);
  const char *nul = memchr(bytes, '\0', size);
  size_t sound = nul != NULL ? (size_t)(nul - bytes) : size;
  if (sound > 0) {
    csv_set_space_func(&batch->parser, has_trimmed_blank(bytes, sound) ? never_a_blank : NULL);
    if (csv_parse(&batch->parser, bytes, sound, take_field, take_row, batch) != sound)
      stop_unparsed(batch);
  }
  if (nul != NULL)
    stop_here(batch, "there is a NUL byte; is this a text file, saved as UTF-8?");
  else if (open_fields(batch) > fields_allowed(batch))
    stop_count(batch, "at least ");
  return PM_OK;
}

pm_status pm_csv_batch_finish(pm_csv_batch *batch)
{
  if (make_room(batch, 0) != PM_OK)
    return pm_csv_stop_memory(batch->stop);
  if ((batch->alerts & AFTER_CR) != 0)
    stop_lone_cr(batch);
  else if (csv_fini(&batch->parser, take_field, take_row, batch) != 0)
    stop_here(batch, "a quote is opened here and never closed");
  if (batch->columns == 0)
    stop_at(batch, 0, PM_CSV_NO_COLUMN,
            (batch->alerts & BLANK) != 0 ? "the file has only blank lines"
                                         : "the file is empty: it has no header");
  return PM_OK;
}

/* -------------------------------------------------------------- lifetime -- */

/* libcsv's buffer is as large as it may become from the start, and does not
   grow: its hook has no place for the caller's allocator. */
static void *refuse_to_grow(void *block, size_t size)
{
  (void)block;
  (void)size;
  return NULL;
}

pm_status pm_csv_batch_init(pm_csv_batch *batch, const pm_allocator *allocator,
                            pm_csv_stop *stop)
{
  *batch = (pm_csv_batch){.allocator = allocator, .stop = stop};
  const unsigned char options = CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL | CSV_REPALL_NL;
  if (csv_init(&batch->parser, options) != 0)
    return pm_csv_stop_memory(stop);
  csv_set_realloc_func(&batch->parser, refuse_to_grow);
  batch->parser.entry_buf = pm_memory_resize(allocator, NULL, ENTRY_SIZE);
  if (batch->parser.entry_buf == NULL)
    return pm_csv_stop_memory(stop);
  batch->parser.entry_size = ENTRY_SIZE;
  return PM_OK;
}

static void ignore_field(void *bytes, size_t size, void *context)
{
  (void)bytes;
  (void)size;
  (void)context;
}

static void ignore_row(int end, void *context)
{
  (void)end;
  (void)context;
}

void pm_csv_batch_restart(pm_csv_batch *batch)
{
  /* An open quote is what csv_fini refuses to end; without the option it ends. */
  const unsigned char options = (unsigned char)csv_get_opts(&batch->parser);
  (void)csv_set_opts(&batch->parser, options & (unsigned char)~CSV_STRICT_FINI);
  (void)csv_fini(&batch->parser, ignore_field, ignore_row, NULL);
  (void)csv_set_opts(&batch->parser, options);
  batch->rows = 1;
  batch->alerts = 0;
  batch->open_record = batch->fields;
  batch->next_field = batch->fields;
  batch->next_text = batch->text;
}

void pm_csv_batch_free(pm_csv_batch *batch)
{
  (void)pm_memory_resize(batch->allocator, batch->parser.entry_buf, 0);
  (void)pm_memory_resize(batch->allocator, batch->fields, 0);
  (void)pm_memory_resize(batch->allocator, batch->text, 0);
}
