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

/* The numbers of a row. */
enum { X, N, POPULATION };

static pm_case case_of(const double *numbers)
{
  return (pm_case){numbers[X], numbers[N], numbers[POPULATION]};
}

static size_t blamed(const double *numbers)
{
  pm_case data = case_of(numbers);
  if (!(data.n > 0))
    return N;
  if (data.x < 0 || data.x > data.n)
    return X;
  return data.population > 0 && data.population < data.n ? POPULATION : ROW_COLUMN_NONE;
}

static pm_status compute_case(const void *context, const double *numbers, void *result,
                              pm_error *error)
{
  pm_case data = case_of(numbers);
  return interval_job_compute(context, &data, result, error);
}

static pm_status compute_all(const void *context, const double *numbers, void *results)
{
  const interval_job *job = context;
  pm_case data = case_of(numbers);
  return pm_interval_compute_all(job->methods.items[0], &job->level, &data, results, NULL);
}

static pm_status add_case(void *context, const row_given *row, pm_error *error)
{
  interval_entry entry = {row->carried, case_of(row->numbers), row->result};
  return interval_job_add(context, &entry, error);
}

static bool is_searched(const interval_job *job)
{
  unsigned flags = 0;
  for (size_t i = 0; i < job->methods.count; i++)
    flags |= job->methods.items[i]->flags;
  return (flags & PM_INTERVAL_SEARCHED) != 0;
}

/* Whether the results for all x of an n are cheaper together and the same. */
static bool is_cheaper_together(const interval_job *job)
{
  return job->methods.count == 1 && is_searched(job) &&
         job->methods.items[0]->compute_all != NULL;
}

pm_status interval_file(interval_job *job, const char *file)
{
  const interval_options *options = job->options;
  const row_column columns[] = {
      [X] = {"--x", options->x, false, options->is_effective},
      [N] = {"--n", options->n, false, options->is_effective},
      [POPULATION] = {"--population", options->population, true, false},
  };
  row_request request = {
      .output = &job->output,
      .file = file,
      .columns = columns,
      .column_count = TOOL_COUNT(columns),
      .taken = own_names,
      .threads = options->speed.threads,
      .result_size = job->methods.count * sizeof(pm_interval),
      .is_dear = is_searched(job),
      .context = job,
      .open = open_table,
      .compute = compute_case,
      .compute_all = is_cheaper_together(job) ? compute_all : NULL,
      .add = add_case,
      .blamed = blamed,
  };
  return row_source_read(&request);
}
