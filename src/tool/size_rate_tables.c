/* size_rate_tables.c: sizes for one rate as a table, a ready-reckoner and prose.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_rate.h"

#include <math.h>
#include <string.h>

const char *const size_width_names[] = {
    [PM_WIDTH_AT_RATE] = "at the rate",
    [PM_WIDTH_EXPECTED] = "expected",
    [PM_WIDTH_ASSURED] = "assured",
};

enum { WHYS_MOST = 4 }; /* people read no more of them */

static const sheet_column columns[] = {
    {"method", NULL, PM_KIND_TEXT, offsetof(rate_row, method), SHEET_VARYING, NULL},
    {"rate", NULL, PM_KIND_RATE, offsetof(rate_row, rate), SHEET_VARYING, "[z]"},
    {"margin", NULL, PM_KIND_POINTS, offsetof(rate_row, margin), SHEET_FILLED, NULL},
    {"conf", "confidence", PM_KIND_RATE, offsetof(rate_row, conf), SHEET_VARYING, NULL},
    {"population", NULL, PM_KIND_COUNT, offsetof(rate_row, population), SHEET_VARYING, NULL},
    {"deff", "design effect", PM_KIND_NUMBER, offsetof(rate_row, deff), SHEET_VARYING, NULL},
    {"response", NULL, PM_KIND_RATE, offsetof(rate_row, response), SHEET_VARYING, NULL},
    {"n", "records", PM_KIND_COUNT, offsetof(rate_row, size.n), SHEET_ALWAYS, NULL},
    {"n_issued", "to be drawn", PM_KIND_COUNT, offsetof(rate_row, size.n_issued), SHEET_ALWAYS,
     NULL},
    {"achieved_margin", "achieved", PM_KIND_POINTS, offsetof(rate_row, size.achieved_margin),
     SHEET_ALWAYS, NULL},
    {"n_safe", "safe records", PM_KIND_COUNT, offsetof(rate_row, size.n_safe), SHEET_ALWAYS,
     NULL},
    {"n_issued_safe", "safe to be drawn", PM_KIND_COUNT, offsetof(rate_row, size.n_issued_safe),
     SHEET_ALWAYS, NULL},
    {"width", NULL, PM_KIND_TEXT, offsetof(rate_row, width), SHEET_VARYING, NULL},
    {"assurance", NULL, PM_KIND_RATE, offsetof(rate_row, assurance), SHEET_VARYING, NULL},
    {"eligible", NULL, PM_KIND_RATE, offsetof(rate_row, eligible), SHEET_VARYING, NULL},
    {"coverage_min", "least coverage", PM_KIND_RATE, offsetof(rate_row, coverage_min),
     SHEET_FILLED, NULL},
    {"relative", "relative margin", PM_KIND_RATE, offsetof(rate_row, relative), SHEET_FILLED,
     NULL},
    {"cv", NULL, PM_KIND_RATE, offsetof(rate_row, cv), SHEET_FILLED, NULL},
    {"clusters", "clusters to be drawn", PM_KIND_COUNT, offsetof(rate_row, clusters),
     SHEET_FILLED, NULL},
    {"incidents", "incidents to be drawn", PM_KIND_COUNT, offsetof(rate_row, incidents),
     SHEET_FILLED, NULL},
    {"hours", NULL, PM_KIND_NUMBER, offsetof(rate_row, size.hours), SHEET_FILLED, NULL},
    {"cost", NULL, PM_KIND_NUMBER, offsetof(rate_row, size.cost), SHEET_FILLED, NULL},
    {"next_tenth_n", "next 0.1 point", PM_KIND_COUNT, offsetof(rate_row, why.next_tenth),
     SHEET_FILLED, NULL},
    {"next_tenth_cost", "its cost", PM_KIND_NUMBER, offsetof(rate_row, why.next_tenth_cost),
     SHEET_FILLED, NULL},
    {"why", NULL, PM_KIND_TEXT, offsetof(rate_row, reason), SHEET_MACHINE, NULL},
};

/* ------------------------------------------------------- what is shown -- */

static bool is_named(const sheet_column *column, const char *name)
{
  return strcmp(column->name, name) == 0;
}

/* What people are spared: that all records are usable, that the first is safe. */
static sheet_show show_of(const rate_job *job, const sheet_column *column)
{
  bool all_usable = true, all_safe = true;
  for (size_t i = 0; i < job->row_count; i++) {
    const pm_size *size = &job->rows[i].size;
    all_usable &= !(size->n_issued > size->n);
    all_safe &= !(size->n_safe > size->n);
  }
  bool is_safe = is_named(column, "n_safe") || is_named(column, "n_issued_safe");
  bool is_issued = is_named(column, "n_issued") || is_named(column, "n_issued_safe");
  bool is_usable = is_named(column, "response") || is_named(column, "eligible");
  bool is_deff = is_named(column, "deff") && job->rows[0].deff == 1;
  bool is_mean = is_named(column, "rate") && job->request.prior_n > 0; /* the note tells it */
  if (is_mean || (is_safe && (all_safe || job->buys)) || (is_issued && all_usable) ||
      (is_usable && all_usable) || is_deff)
    return SHEET_MACHINE;
  return column->show;
}

typedef pm_status sheet_act(tool_output *output, const tool_sheet *sheet, const void *items,
                            size_t size, size_t count);

/* Write all rows, or tell what is the same in them. */
static pm_status with_sheet(rate_job *job, sheet_act *act)
{
  sheet_column *shown = option_store_alloc(job->run->store, sizeof columns);
  if (shown == NULL)
    return option_memory_fault(job->run->error);
  memcpy(shown, columns, sizeof columns);
  for (size_t i = 0; i < TOOL_COUNT(columns); i++) {
    shown[i].show = show_of(job, &columns[i]);
    if (job->buys && is_named(&columns[i], "achieved_margin"))
      shown[i].title = "margin";
  }
  const tool_sheet sheet = {.name = "rows",
                            .title = "Size of a sample for one rate",
                            .columns = shown,
                            .count = TOOL_COUNT(columns)};
  return act(&job->output, &sheet, job->rows, sizeof *job->rows, job->row_count);
}

/* ---------------------------------------------------- ready-reckoner -- */

static const char *text_of(rate_job *job, const char *text)
{
  return option_store_text(job->run->store, text, strlen(text));
}

/* "5 pp", or "115 records". */
static const char *target_title(rate_job *job, double target)
{
  char number[PM_NUMBER_SIZE + 1], title[PM_NUMBER_SIZE + 16];
  if (job->buys)
    (void)snprintf(title, sizeof title, "%s records", sheet_number(target, number));
  else {
    sheet_percent(target, number);
    number[strlen(number) - 1] = '\0';
    (void)snprintf(title, sizeof title, "%s%s%s",
                   job->target.kind == PM_PRECISION_CV ? "cv " : "+-", number,
                   job->target.kind == PM_PRECISION_MARGIN ? " pp" : "%");
  }
  return text_of(job, title);
}

/* A grid: one figure of each pair. */
typedef struct grid {
  const char *name;
  const char *title;
  size_t offset; /* in rate_row */
  pm_kind kind;
  bool is_of_bought; /* shown beside what a number of records buys, too */
} grid;

/* Targets that stand side by side: more would not fit a line. */
typedef struct stretch {
  size_t from, count;
} stretch;

enum { ACROSS_MOST = 8 };

static pm_column *grid_columns(rate_job *job, const grid *shown, stretch part)
{
  pm_column *made = option_store_alloc(job->run->store, (part.count + 2) * sizeof *made);
  if (made == NULL)
    return NULL;
  made[0] = (pm_column){"method", NULL, PM_KIND_TEXT};
  made[1] = (pm_column){"rate", NULL, PM_KIND_RATE};
  for (size_t t = 0; t < part.count; t++) {
    const char *title = target_title(job, job->targets[part.from + t]);
    made[t + 2] = (pm_column){title, title, shown->kind};
    if (title == NULL)
      return NULL;
  }
  return made;
}

/* The rows of one rate, one for each target. */
static pm_status write_line(rate_job *job, const grid *shown, const rate_row *rows,
                            stretch part)
{
  size_t skipped = job->options->methods.count == 1 ? 1 : 0;
  pm_cell cells[ACROSS_MOST + 2];
  cells[0] = pm_cell_text(rows->method);
  cells[1] = isnan(rows->rate) ? pm_cell_missing("[z]") : pm_cell_number(rows->rate);
  for (size_t t = 0; t < part.count; t++) {
    const void *at = (const char *)&rows[part.from + t] + shown->offset;
    cells[t + 2] = pm_cell_number(*(const double *)at);
  }
  return pm_writer_row(job->output.writer, cells + skipped, job->run->error);
}

static pm_status write_stretch(rate_job *job, const grid *shown, stretch part)
{
  size_t skipped = job->options->methods.count == 1 ? 1 : 0;
  char title[256];
  (void)snprintf(title, sizeof title, "%s%s%s", shown->title, skipped > 0 ? ", " : "",
                 skipped > 0 ? job->rows[0].method : "");
  const char *kept = text_of(job, title);
  pm_column *made = grid_columns(job, shown, part);
  if (made == NULL || kept == NULL)
    return option_memory_fault(job->run->error);
  pm_status status = pm_writer_table(job->output.writer, shown->name, kept, made + skipped,
                                     part.count + 2 - skipped, job->run->error);
  for (size_t i = 0; i < job->row_count && status == PM_OK; i += job->target_count)
    status = write_line(job, shown, &job->rows[i], part);
  return status;
}

/* Rates down, margins (or numbers of records) across, in stretches of much the same
   length. */
static pm_status write_grid(rate_job *job, const grid *shown)
{
  size_t parts = (job->target_count + ACROSS_MOST - 1) / ACROSS_MOST;
  size_t from = 0;
  pm_status status = PM_OK;
  for (size_t p = 1; p <= parts && status == PM_OK; p++) {
    size_t to = job->target_count * p / parts;
    status = write_stretch(job, shown, (stretch){from, to - from});
    from = to;
  }
  return status;
}

/* Beside the first grid, those figures that were asked for, or that differ from it. */
static const grid more_grids[] = {
    {"safe", "Safe records to be drawn", offsetof(rate_row, size.n_issued_safe), PM_KIND_COUNT,
     false},
    {"clusters", "Clusters to be drawn", offsetof(rate_row, clusters), PM_KIND_COUNT, false},
    {"incidents", "Incidents to be drawn", offsetof(rate_row, incidents), PM_KIND_COUNT, false},
    {"coverage_min", "Least coverage", offsetof(rate_row, coverage_min), PM_KIND_RATE, true},
    {"hours", "Hours", offsetof(rate_row, size.hours), PM_KIND_NUMBER, false},
    {"cost", "Cost", offsetof(rate_row, size.cost), PM_KIND_NUMBER, false},
    {"next_tenth_cost", "Cost of the next 0.1 point", offsetof(rate_row, why.next_tenth_cost),
     PM_KIND_NUMBER, true},
};

static double figure(const grid *shown, const rate_row *row)
{
  return *(const double *)(const void *)((const char *)row + shown->offset);
}

/* Has the grid a figure, and of safe sizes one that is not the first one's? */
static bool says_something(const rate_job *job, const grid *shown)
{
  bool is_safe = shown->offset == offsetof(rate_row, size.n_issued_safe), says = false;
  for (size_t i = 0; i < job->row_count && !says; i++) {
    const rate_row *row = &job->rows[i];
    says = is_safe ? row->size.n_safe > row->size.n : !isnan(figure(shown, row));
  }
  return says;
}

/* What the records that are given take, whatever the rate. */
static pm_status write_taken(rate_job *job)
{
  static const sheet_column taken[] = {
      {"n", "records", PM_KIND_COUNT, offsetof(rate_row, size.n), SHEET_ALWAYS, NULL},
      {"n_issued", "to be drawn", PM_KIND_COUNT, offsetof(rate_row, size.n_issued),
       SHEET_ALWAYS, NULL},
      {"clusters", "clusters to be drawn", PM_KIND_COUNT, offsetof(rate_row, clusters),
       SHEET_FILLED, NULL},
      {"incidents", "incidents to be drawn", PM_KIND_COUNT, offsetof(rate_row, incidents),
       SHEET_FILLED, NULL},
      {"hours", NULL, PM_KIND_NUMBER, offsetof(rate_row, size.hours), SHEET_FILLED, NULL},
      {"cost", NULL, PM_KIND_NUMBER, offsetof(rate_row, size.cost), SHEET_FILLED, NULL},
  };
  static const tool_sheet sheet = {.name = "taken",
                                   .title = "What these records take",
                                   .columns = taken,
                                   .count = TOOL_COUNT(taken)};
  bool is_told = false;
  for (size_t t = 0; t < job->target_count; t++) {
    const rate_row *row = &job->rows[t];
    is_told |= row->size.n_issued > row->size.n || row->size.hours > 0 || row->size.cost > 0 ||
               row->clusters > 0 || row->incidents > 0;
  }
  return is_told ? size_sheet_write(&job->output, &sheet, job->rows, sizeof *job->rows,
                                    job->target_count)
                 : PM_OK;
}

static pm_status write_grids(rate_job *job)
{
  static const grid bought = {"rows", "Margin for each rate, by the number of records",
                              offsetof(rate_row, size.achieved_margin), PM_KIND_POINTS, false};
  static const char *const titles[] = {
      [PM_PRECISION_MARGIN] = "Records to be drawn for each rate, by the margin",
      [PM_PRECISION_RELATIVE] = "Records to be drawn for each rate, by the relative margin",
      [PM_PRECISION_CV] = "Records to be drawn for each rate, by the cv"};
  const grid needed = {"rows", titles[job->target.kind], offsetof(rate_row, size.n_issued),
                       PM_KIND_COUNT, false};
  pm_status status = write_grid(job, job->buys ? &bought : &needed);
  for (size_t i = 0; i < TOOL_COUNT(more_grids) && status == PM_OK; i++)
    if ((!job->buys || more_grids[i].is_of_bought) && says_something(job, &more_grids[i]))
      status = write_grid(job, &more_grids[i]);
  if (status == PM_OK && job->buys)
    status = write_taken(job);
  return status == PM_OK ? with_sheet(job, sheet_tell) : status;
}

/* --------------------------------------------------------------- prose -- */

/* Of a large table, the row that takes most. */
static pm_status write_why(rate_job *job)
{
  pm_error *error = job->run->error;
  const rate_row *most = &job->rows[0];
  pm_status status = PM_OK;
  for (size_t i = 0; i < job->row_count; i++)
    if (!(job->rows[i].size.n_issued <= most->size.n_issued) && job->rows[i].size.n_issued > 0)
      most = &job->rows[i];
  if (job->row_count > WHYS_MOST)
    return pm_writer_paragraph(job->output.writer, most->reason, error);
  for (size_t i = 0; i < job->row_count && status == PM_OK; i++)
    if (job->rows[i].reason[0] != '\0')
      status = pm_writer_paragraph(job->output.writer, job->rows[i].reason, error);
  return status;
}

pm_status size_rate_write(void *context)
{
  rate_job *job = context;
  bool is_grid = job->output.is_for_people && job->target_count > 1 && job->rate_count > 1;
  pm_status status = is_grid ? write_grids(job) : with_sheet(job, sheet_write);
  return status == PM_OK ? write_why(job) : status;
}
