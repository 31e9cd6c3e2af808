/* interval_file.c: intervals for the rows of a file.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_job.h"
#include "row_source.h"

static const char *const own_names[] = {"method",
                                        "x",
                                        "n",
                                        "population",
                                        "conf",
                                        "side",
                                        "estimate",
                                        "lower",
                                        "upper",
                                        "margin",
                                        "coverage_min",
                                        "coverage_mean",
                                        "coverage_at_estimate",
                                        NULL};

static pm_status open_table(void *context, const char *const *carried, size_t count)
{
  return interval_job_open(context, carried, count);
}

/* The column that a fault of the case is about. */
static size_t blamed(const pm_case *data)
{
  enum { X, N, POPULATION };
  if (!(data->n > 0))
    return N;
  if (data->x < 0 || data->x > data->n)
    return X;
  return data->population > 0 && data->population < data->n ? POPULATION : ROW_COLUMN_NONE;
}

static pm_status add_case(void *context, const char *const *carried, const double *numbers,
                          size_t *at, pm_error *error)
{
  pm_case data = {numbers[0], numbers[1], numbers[2]};
  *at = blamed(&data);
  return interval_job_add(context, carried, &data, error);
}

pm_status interval_file(interval_job *job, const char *file)
{
  const row_column columns[] = {
      {"--x", job->options->x, false},
      {"--n", job->options->n, false},
      {"--population", job->options->population, true},
  };
  row_request request = {
      .output = &job->output,
      .file = file,
      .columns = columns,
      .column_count = TOOL_COUNT(columns),
      .taken = own_names,
      .context = job,
      .open = open_table,
      .add = add_case,
  };
  return row_source_read(&request);
}
