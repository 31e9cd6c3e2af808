/* size_counterpart_note.c: where much of a population is drawn, the interval that `estimate`
   takes by default may be far wider than the one planned for.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_rate.h"

#include <math.h>
#include <stdio.h>

/* A margin wider than the planned one by this is told, if there is an interval that is
   narrower by this. */
static const double WIDER_TOLD = 1.1;
static const double NARROWER_TOLD = 1.05;

typedef struct counterpart_row {
  const rate_row *row; /* NULL: of none */
  pm_size_counterpart found;
  double ratio; /* of estimate's margin to the planned one */
} counterpart_row;

static pm_status compare(const rate_job *job, const rate_row *row, counterpart_row *compared)
{
  pm_size_request request = job->request;
  request.method = row->method;
  request.rate = isnan(row->rate) ? 0.5 : row->rate;
  pm_status status =
      pm_size_in_estimate(&request, row->size.n, &compared->found, job->run->error);
  double ratio = compared->found.margin / row->size.achieved_margin;
  bool is_told = ratio > WIDER_TOLD && isfinite(ratio) &&
                 compared->found.margin > NARROWER_TOLD * compared->found.fitting_margin;
  compared->row = is_told ? row : NULL;
  compared->ratio = ratio;
  return status;
}

static const char *points(double margin, char *text)
{
  (void)pm_number_format_fixed(100 * margin, 2, text);
  return text;
}

static pm_status tell(const rate_job *job, const counterpart_row *most, size_t count)
{
  char planned[PM_NUMBER_SIZE], margin[PM_NUMBER_SIZE], fitting[PM_NUMBER_SIZE];
  const rate_row *row = most->row;
  const pm_size_counterpart *found = &most->found;
  char n[PM_NUMBER_SIZE], population[PM_NUMBER_SIZE];
  char others[PM_NUMBER_SIZE + 32] = "";
  if (count > 1)
    (void)snprintf(others, sizeof others, " (the farthest apart of %zu rows)", count);
  return pm_notes_add(
      job->output.notes, "estimate-interval",
      "%s of %s records: %s points are planned by %s; estimate's default interval, %s, "
      "which counts no more records than there are, has %s for them, and its --interval %s "
      "has %s%s",
      sheet_number(row->size.n, n), sheet_number(row->population, population),
      points(row->size.achieved_margin, planned), row->method, found->interval,
      points(found->margin, margin), found->fitting, points(found->fitting_margin, fitting),
      others);
}

pm_status size_counterpart_note(void *context)
{
  const rate_job *job = context;
  counterpart_row most = {.row = NULL};
  size_t count = 0;
  pm_status status = PM_OK;
  bool is_finite = job->request.population > 0 && isfinite(job->request.population);
  for (size_t i = 0; is_finite && i < job->row_count && status == PM_OK; i++) {
    counterpart_row compared;
    if (!(job->rows[i].size.achieved_margin > 0))
      continue;
    status = compare(job, &job->rows[i], &compared);
    if (status != PM_OK || compared.row == NULL)
      continue;
    count++;
    if (most.row == NULL || compared.ratio > most.ratio)
      most = compared;
  }
  return status == PM_OK && most.row != NULL ? tell(job, &most, count) : status;
}
