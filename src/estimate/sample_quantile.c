/* sample_quantile.c: quantiles, from records that were kept.

   The quantile q at p is the least value with F(q) >= p, F(q) being the weighted share of
   records at or below it. F(q) is a mean of zeros and ones, with a variance by the design;
   the limits of q are the quantiles at F(q) -+ t se(F(q)) (Woodruff 1952, Journal of the
   American Statistical Association 47, 635-646), by the same rule. Replicates are of F(q)
   too, and not of q, which a jackknife moves by steps that do not shrink as they should
   (Rao & Shao 1993, Biometrika 80; survey's svyquantile, interval.type "mean").

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/sample_calibrate.h"
#include "estimate/sample_run.h"

#include <math.h>
#include <plusminus/num.h>
#include <stdlib.h>
#include <string.h>

/* A share that is reached but for rounding is reached. */
static const double TIE = 1e-12;

typedef struct weighted_value {
  double value;
  double weight;
} weighted_value;

/* The records of a split by their cell, and room to sort those of a domain. */
typedef struct pm_sample_records {
  size_t *starts; /* of each cell, in order */
  uint32_t *order;
  weighted_value *sorted;
  size_t sorted_count, sorted_capacity;
} records;

void pm_sample_records_free(pm_sample_run *run)
{
  for (size_t i = 0; run->records != NULL && i < run->tally->plan.split_count; i++)
    (void)pm_memory_resize(run->room.allocator, run->records[i].sorted, 0);
}

/* ---------------------------------------------------------------- records -- */

static bool order_records(const pm_sample_run *run, size_t split, records *own)
{
  const pm_tally_store *store = &run->tally->store;
  size_t cells = run->tally->cells[split].count;
  pm_arena *arena = run->estimates->arena;
  own->starts = pm_arena_alloc(arena, (cells + 2) * sizeof *own->starts);
  own->order = pm_arena_alloc(arena, store->count * sizeof *own->order);
  if (own->starts == NULL || own->order == NULL)
    return false;
  size_t *next = own->starts + 1; /* it ends as the starts of the cells behind */
  for (size_t i = 0; i < store->count; i++)
    next[store->cells[i * store->splits + split] + 1]++;
  for (size_t c = 0; c < cells; c++)
    next[c + 1] += next[c];
  for (size_t i = 0; i < store->count; i++)
    own->order[next[store->cells[i * store->splits + split]]++] = (uint32_t)i;
  return true;
}

static records *records_of(pm_sample_run *run, size_t split)
{
  size_t splits = run->tally->plan.split_count;
  if (run->records == NULL)
    run->records = pm_arena_alloc(run->estimates->arena, splits * sizeof *run->records);
  if (run->records == NULL)
    return NULL;
  records *own = &run->records[split];
  return own->order != NULL || order_records(run, split, own) ? own : NULL;
}

/* A record of a domain: its value and its weight by the design. */
static bool look_up(const pm_sample_run *run, size_t statistic, uint32_t record,
                    weighted_value *found)
{
  const pm_tally_store *store = &run->tally->store;
  size_t y = run->tally->plan.statistics[statistic].y;
  found->value = store->values[record * store->numbers + y];
  found->weight = pm_sample_record_weight(&run->design, record);
  return !isnan(found->value);
}

static uint32_t place_of(const pm_sample_slice *slice, uint32_t cell)
{
  const pm_sample_design *design = slice->design;
  return design->places[design->tally->cells[slice->split].keys[cell].leaf];
}

static int compare_values(const void *a, const void *b)
{
  const weighted_value *first = a;
  const weighted_value *second = b;
  if (first->value != second->value)
    return first->value < second->value ? -1 : 1;
  /* Equal values in an order that does not depend on the file's. */
  return (first->weight > second->weight) - (first->weight < second->weight);
}

static bool sort_values(const pm_sample_run *run, records *own, const pm_sample_slice *slice)
{
  own->sorted_count = 0;
  for (size_t i = 0; i < slice->domain->count; i++) {
    uint32_t cell = slice->domain->cells[i];
    size_t end = own->starts[cell + 1];
    if (!pm_memory_reserve(run->room.allocator, (void **)&own->sorted, &own->sorted_capacity,
                           own->sorted_count + end - own->starts[cell], sizeof *own->sorted))
      return false;
    for (size_t k = own->starts[cell]; k < end; k++)
      own->sorted_count +=
          look_up(run, slice->statistic, own->order[k], &own->sorted[own->sorted_count]);
  }
  qsort(own->sorted, own->sorted_count, sizeof *own->sorted, compare_values);
  return true;
}

/* ---------------------------------------------------------------- quantile -- */

/* The least value with a share of at least p at or below it; the least or largest of all
   where p is beyond 0 or 1. share: that of it. */
static double quantile_at(const records *own, double total, double p, double *share)
{
  pm_sum sum = {0, 0};
  double value = own->sorted[0].value;
  for (size_t i = 0; i < own->sorted_count; i++) {
    value = own->sorted[i].value;
    pm_sum_add(&sum, own->sorted[i].weight);
    bool is_last = i + 1 == own->sorted_count || own->sorted[i + 1].value > value;
    *share = pm_sum_value(&sum) / total;
    if (is_last && *share >= p - TIE)
      break;
  }
  return value;
}

/* F at q, of records whose weights, and the squares of these, add up to so much. */
typedef struct share_below {
  double p, q, share, total, squares; /* p: what was asked for */
  bool is_census;
} share_below;

/* The same less what the margins explain of it. */
static bool project_calibrated(pm_sample_run *run, const records *own,
                               const pm_sample_slice *slice, const share_below *at)
{
  double *u = pm_sample_record_room(&run->room, &run->design);
  for (size_t i = 0; u != NULL && i < slice->domain->count; i++) {
    uint32_t cell = slice->domain->cells[i];
    for (size_t k = own->starts[cell]; k < own->starts[cell + 1]; k++) {
      weighted_value record;
      if (!look_up(run, slice->statistic, own->order[k], &record))
        continue;
      u[own->order[k]] = ((record.value <= at->q) - at->share) / at->total;
      run->room.members[own->order[k]] = 1;
    }
  }
  return u != NULL && pm_sample_project_records(&run->room, &run->design);
}

/* What each record adds to F(q): w ((y <= q) - F)/W, leaf by leaf. */
static bool project(pm_sample_run *run, const records *own, const pm_sample_slice *slice,
                    const share_below *at)
{
  if (run->design.calibration != NULL)
    return project_calibrated(run, own, slice, at);
  run->room.leaf_count = 0;
  for (size_t i = 0; i < slice->domain->count; i++) {
    uint32_t cell = slice->domain->cells[i];
    uint32_t place = place_of(slice, cell);
    for (size_t k = own->starts[cell]; k < own->starts[cell + 1]; k++) {
      weighted_value record;
      if (!look_up(run, slice->statistic, own->order[k], &record))
        continue;
      double z = record.weight / at->total * ((record.value <= at->q) - at->share);
      pm_leaf_total one = {.place = place, .n = 1, .cases = 1, .total = z, .mean = z};
      if (!pm_sample_room_add(&run->room, &one))
        return false;
    }
  }
  return true;
}

static const char nothing_beyond[] =
    "no record lies beyond the quantile, so no error can be measured";

/* At the largest value of all F(q) is 1 and shows no variance: then it is that of p in a
   simple sample of n. */
static void set_limits(const pm_sample_run *run, const records *own, const share_below *at,
                       pm_estimate *row)
{
  double ignored;
  if (at->is_census) {
    pm_sample_set_exact(row);
    return;
  }
  bool has_variance = row->variance >= 0;
  if (!has_variance || !(row->df > 0)) {
    row->reason = !has_variance ? pm_sample_why_no_variance(run, row) : pm_sample_no_df;
    row->se = row->variance = (double)NAN; /* what there is of them is F's */
    return;
  }
  double t = pm_t_quantile(run->setup.level.tail, row->df, PM_TAIL_UPPER);
  double centre = at->share, reach = t * row->se;
  if (at->share >= 1) {
    centre = at->p;
    reach = t * sqrt(at->p * (1 - at->p) / row->n);
    if (centre + reach >= 1) {
      row->reason = nothing_beyond;
      row->se = row->variance = (double)NAN;
      return;
    }
  }
  row->lower = quantile_at(own, at->total, centre - reach, &ignored);
  row->upper = quantile_at(own, at->total, centre + reach, &ignored);
  if (centre - reach <= 0 || centre + reach > 1)
    row->reason = "so few records lie beyond that a limit is the least or largest of all";
  row->margin = (row->upper - row->lower) / 2;
  row->se = row->margin / t;
  row->variance = row->se * row->se;
}

/* The design effect is that of F(q). */
static void set_deff(const pm_sample_run *run, const share_below *at, pm_deff_case parts,
                     pm_estimate *row)
{
  double correction = pm_sample_deff_correction(run, row->n, at->total);
  parts.variance_simple = correction * at->share * (1 - at->share) / (row->n - 1);
  parts.variance_no_strata *= correction;
  parts.cv2_weights = fmax(0, row->n * (at->squares / at->total / at->total) - 1);
  row->deff_parts = pm_deff_split(&parts);
  row->deff = row->deff_parts.deff;
  row->n_effective = row->deff > 0 ? row->n / row->deff : isnan(row->se) ? (double)NAN : row->n;
  row->cv = row->estimate != 0 ? row->se / fabs(row->estimate) : (double)NAN;
}

/* The quantile of sorted records, of which there are some. */
static share_below find_quantile(const pm_sample_run *run, const records *own, size_t statistic)
{
  share_below at = {.p = run->tally->plan.statistics[statistic].probability};
  for (size_t i = 0; i < own->sorted_count; i++) {
    at.total += own->sorted[i].weight;
    at.squares += own->sorted[i].weight * own->sorted[i].weight;
  }
  at.q = quantile_at(own, at.total, at.p, &at.share);
  if (at.share >= 1 - TIE)
    at.share = 1;
  return at;
}

bool pm_sample_quantile_value(pm_sample_run *run, const pm_sample_slice *slice, double *value)
{
  records *own = records_of(run, slice->split);
  if (own == NULL || !sort_values(run, own, slice))
    return false;
  *value = own->sorted_count > 0 ? find_quantile(run, own, slice->statistic).q : (double)NAN;
  return true;
}

pm_status pm_sample_quantile(pm_sample_run *run, const pm_sample_slice *slice, size_t number,
                             pm_estimate *row)
{
  pm_sample_variance found;
  records *own = records_of(run, slice->split);
  if (own == NULL || !sort_values(run, own, slice))
    return pm_memory_fault(run->error);
  row->n = (double)own->sorted_count;
  if (own->sorted_count == 0) {
    row->reason = pm_sample_no_records;
    return PM_OK;
  }
  share_below at = find_quantile(run, own, slice->statistic);
  row->population = at.total;
  row->estimate = at.q;
  if (!project(run, own, slice, &at) ||
      !pm_sample_climb(&run->room, &run->design, run->estimates->arena, &found))
    return pm_memory_fault(run->error);
  pm_sample_take_replicated(run, number, false, &found);
  found.rounding = pm_sample_share_rounding(row->n);
  if (!pm_sample_set_variance(run, &found, row))
    return pm_memory_fault(run->error);
  pm_deff_case parts = {.variance = row->variance,
                        .variance_no_strata =
                            pm_sample_variance_no_strata(&run->design, &found)};
  at.is_census = pm_sample_is_census(slice, &found);
  set_limits(run, own, &at, row);
  set_deff(run, &at, parts, row);
  if (at.is_census)
    pm_estimate_forget_deff(row);
  else if (row->reason == NULL && row->margin <= 0)
    row->reason = parts.variance > 0 || at.share >= 1
                      ? "so many records have this value that both limits are it"
                      : pm_sample_why_no_margin(run, at.share * (1 - at.share));
  return PM_OK;
}
