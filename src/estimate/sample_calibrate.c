/* sample_calibrate.c: the factors of a sample's weights.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/sample_calibrate.h"
#include "core/number_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- request -- */

static pm_status find_method(const pm_sample_run *run, pm_sample_calibration *calibration)
{
  const pm_calibration *request = calibration->request;
  const char *name = request->method != NULL ? request->method : "rake";
  const pm_calibration_method *method = pm_calibration_find(name);
  calibration->calibrator.method = method;
  calibration->calibrator.range = (pm_calibration_range){request->lower, request->upper};
  if (method == NULL)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL, "unknown calibration '%s'", name);
  if (request->margin_count == 0)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "the calibration %s has no totals to meet", name);
  if (request->margin_count > PM_CALIBRATOR_TERMS_MOST)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL, "there are more than %d margins",
                        PM_CALIBRATOR_TERMS_MOST);
  if (method->has_one_margin && request->margin_count > 1)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "post-stratification has one margin, which may be of several columns; "
                        "several are raked");
  bool is_range = request->lower >= 0 && request->lower < 1 && request->upper > 1 &&
                  isfinite(request->upper);
  if (method->has_range && !is_range)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "the calibration %s needs bounds L and U with 0 <= L < 1 < U", name);
  bool has_trim = request->trim_lower != 0 || request->trim_upper != 0;
  if (has_trim && !(request->trim_lower >= 0 && request->trim_lower < request->trim_upper))
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "weights are trimmed to L,U with 0 <= L < U");
  return PM_OK;
}

/* Totals that a file has told are checked as they are read; those of a caller, here. */
static pm_status check_totals(const pm_sample_run *run, const pm_calibration *request)
{
  for (size_t i = 0; i < request->margin_count; i++) {
    const pm_margin *margin = &request->margins[i];
    for (size_t k = 0; k < margin->count; k++) {
      double total = margin->totals[k];
      if (isfinite(total) && (total > 0 || (margin->labels == NULL && total < 0)))
        continue;
      char number[PM_NUMBER_SIZE];
      (void)pm_number_format(total, number);
      return pm_error_add(run->error, PM_ERROR_DATA, NULL,
                          "a total of '%s' is %s, and not a number above 0", margin->columns[0],
                          number);
    }
  }
  return PM_OK;
}

/* ------------------------------------------------------------------ solve -- */

static int compare_weights(const void *a, const void *b)
{
  const double *first = a;
  const double *second = b;
  return (*first > *second) - (*first < *second);
}

/* NaN: out of memory. */
static double median_weight(const pm_sample_run *run, const pm_sample_calibration *calibration)
{
  size_t count = calibration->calibrator.units;
  double *sorted = pm_arena_alloc(run->estimates->arena, count * sizeof *sorted);
  if (sorted == NULL)
    return (double)NAN;
  memcpy(sorted, calibration->weights, count * sizeof *sorted);
  qsort(sorted, count, sizeof *sorted, compare_weights);
  return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
}

/* The limits of each record's g, from those of its weight. False: out of memory. */
static bool set_limits(const pm_sample_run *run, pm_sample_calibration *calibration)
{
  const pm_calibration *request = calibration->request;
  pm_calibrator *c = &calibration->calibrator;
  pm_arena *arena = run->estimates->arena;
  if (!(request->trim_upper > 0))
    return true;
  double unit = request->trim_by_median ? median_weight(run, calibration) : 1;
  double *lowest = pm_arena_alloc(arena, c->units * sizeof *lowest);
  double *highest = pm_arena_alloc(arena, c->units * sizeof *highest);
  if (isnan(unit) || lowest == NULL || highest == NULL)
    return false;
  for (size_t i = 0; i < c->units; i++) {
    lowest[i] = request->trim_lower * unit / calibration->weights[i];
    highest[i] = request->trim_upper * unit / calibration->weights[i];
  }
  c->lowest = lowest;
  c->highest = highest;
  return true;
}

static bool add_weights(const pm_sample_run *run, pm_sample_calibration *calibration)
{
  const pm_sample_design *design = &run->design;
  const pm_tally_cells *cells = &run->tally->cells[0];
  pm_arena *arena = run->estimates->arena;
  size_t units = calibration->calibrator.units;
  calibration->weights = pm_arena_alloc(arena, units * sizeof *calibration->weights);
  calibration->g = pm_arena_alloc(arena, units * sizeof *calibration->g);
  if (calibration->weights == NULL || calibration->g == NULL)
    return false;
  for (size_t i = 0; calibration->by_record && i < units; i++)
    calibration->weights[i] = pm_sample_design_weight(design, i);
  if (calibration->by_record)
    return true;
  for (uint32_t i = 0; i < cells->count; i++) {
    const pm_stage *leaf =
        &design->levels[design->depth].stages[design->places[cells->keys[i].leaf]];
    double weight = cells->values[(size_t)i * cells->stride + PM_SUM_ALL_W] * leaf->weight;
    calibration->weights[calibration->units[0][i]] += weight;
  }
  return true;
}

/* What a parameter is the total of, as messages name it. */
static const char *parameter_name(const pm_sample_run *run,
                                  const pm_sample_calibration *calibration, size_t parameter)
{
  const pm_calibrator *c = &calibration->calibrator;
  pm_arena *arena = run->estimates->arena;
  size_t m = 0;
  for (; m < c->margins && parameter >= c->sizes[m]; m++)
    parameter -= c->sizes[m];
  if (m == c->margins)
    return pm_arena_format(arena, "'%s'", calibration->numbers[parameter]->columns[0]);
  const pm_margin *margin = calibration->margins[m];
  const char *name = "the records of";
  for (size_t k = 0; k < margin->column_count && name != NULL; k++)
    name = pm_arena_format(arena, "%s%s %s '%s'", name, k > 0 ? "," : "", margin->columns[k],
                           margin->labels[parameter * margin->column_count + k]);
  return name;
}

pm_status pm_sample_refuse_calibration(const pm_sample_run *run,
                                       const pm_sample_calibration *calibration,
                                       const pm_calibration_miss *miss, size_t replicate)
{
  char where[PM_NUMBER_SIZE + sizeof "in replicate : "] = "";
  double told = calibration->calibrator.totals[miss->parameter];
  const pm_number_text total = pm_number_show(told);
  pm_number_text reached = pm_number_show_short(miss->reached);
  const char *name = parameter_name(run, calibration, miss->parameter);
  if (name == NULL)
    return pm_memory_fault(run->error);
  if (strcmp(reached.text, total.text) == 0)
    reached = pm_number_show(miss->reached);
  if (replicate > 0)
    (void)snprintf(where, sizeof where, "in replicate %zu: ", replicate);
  return pm_error_add(
      run->error, PM_ERROR_NUMERIC, NULL,
      "%sno weights were found that meet all totals (%s): after %lld cycle%s %s add "
      "up to %s, and to be met is %s",
      where, calibration->calibrator.method->about.name, (long long)miss->cycles,
      miss->cycles == 1 ? "" : "s", name, reached.text, total.text);
}

static pm_status solve(pm_sample_run *run, pm_sample_calibration *calibration)
{
  pm_calibration_miss miss;
  const pm_calibrator *c = &calibration->calibrator;
  pm_status status =
      pm_calibrate(c, calibration->weights, calibration->g, run->room.allocator, &miss);
  if (status == PM_ERROR_NUMERIC)
    return pm_sample_refuse_calibration(run, calibration, &miss, 0);
  if (status != PM_OK ||
      !pm_normal_equations_new(&calibration->equations, c, run->room.allocator))
    return pm_memory_fault(run->error);
  pm_normal_equations_factor(&calibration->equations, calibration->weights);
  return pm_sample_add_records(run, calibration) ? PM_OK : pm_memory_fault(run->error);
}

/* ------------------------------------------------------------------ notes -- */

/* How many weights ended at a limit. */
static pm_status note_trimming(const pm_sample_run *run,
                               const pm_sample_calibration *calibration)
{
  const pm_calibrator *c = &calibration->calibrator;
  size_t low = 0, high = 0;
  for (size_t i = 0; i < c->units; i++) {
    low += calibration->g[i] <= c->lowest[i];
    high += calibration->g[i] >= c->highest[i];
  }
  return pm_notes_add(
      run->notes, "trimmed",
      "of %zu weights %zu were trimmed at the lower limit and %zu at the upper; "
      "the totals are met",
      c->units, low, high);
}

/* With three decimals, or three digits where these would show few of them or none: totals that
   are shares make factors that are all near 0. */
static void show_factor(double factor, char text[PM_NUMBER_SIZE])
{
  const bool is_small = factor != 0 && fabs(factor) < 0.01;
  const double decimals = is_small ? fmin(2 - floor(log10(fabs(factor))), 15) : 3;
  (void)pm_number_format_fixed(factor, (int)decimals, text);
}

/* What the weights were multiplied by, least and most. */
static pm_status note_factors(const pm_sample_run *run,
                              const pm_sample_calibration *calibration)
{
  const char *method = calibration->calibrator.method->about.name;
  double least = (double)INFINITY;
  double most = -(double)INFINITY;
  char texts[2][PM_NUMBER_SIZE];
  for (size_t i = 0; i < calibration->calibrator.units; i++) {
    least = fmin(least, calibration->g[i]);
    most = fmax(most, calibration->g[i]);
  }
  show_factor(least, texts[0]);
  show_factor(most, texts[1]);
  pm_status status =
      pm_notes_add(run->notes, "calibration",
                   "weights were calibrated (%s) to %zu total%s: they are %s to %s times those "
                   "of the design",
                   method, calibration->calibrator.parameters,
                   calibration->calibrator.parameters == 1 ? "" : "s", texts[0], texts[1]);
  if (status == PM_OK && least <= 0)
    status = pm_notes_add(run->notes, "negative-weights",
                          "some calibrated weights are not above 0; bounded, logit and rake "
                          "have none");
  if (status == PM_OK && calibration->by_record)
    status = pm_notes_add(run->notes, "records-kept",
                          "every record was kept in memory, as %s differ within each cell",
                          calibration->calibrator.numbers > 0 ? "numbers" : "trimmed weights");
  if (status == PM_OK && calibration->calibrator.lowest != NULL)
    status = note_trimming(run, calibration);
  return status == PM_OK ? PM_OK : pm_memory_fault(run->error);
}

pm_status pm_sample_calibrate(pm_sample_run *run, const pm_calibration *request)
{
  pm_sample_calibration *calibration =
      pm_arena_alloc(run->estimates->arena, sizeof *calibration);
  if (calibration == NULL)
    return pm_memory_fault(run->error);
  calibration->request = request;
  pm_status status = find_method(run, calibration);
  if (status == PM_OK)
    status = check_totals(run, request);
  if (status == PM_OK)
    status = pm_sample_categorise(run, calibration);
  bool is_by_record = calibration->calibrator.numbers > 0 || request->trim_upper > 0;
  if (status == PM_OK && is_by_record && !pm_sample_expand(run, calibration))
    status = pm_memory_fault(run->error);
  if (status == PM_OK && (!add_weights(run, calibration) || !set_limits(run, calibration)))
    status = pm_memory_fault(run->error);
  if (status != PM_OK)
    return status;
  run->design.calibration = calibration;
  status = solve(run, calibration);
  return status == PM_OK ? note_factors(run, calibration) : status;
}

void pm_sample_calibration_free(pm_sample_design *design)
{
  if (design->calibration != NULL)
    pm_normal_equations_free(&design->calibration->equations);
}
