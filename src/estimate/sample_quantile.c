/* sample_quantile.c: quantiles, from records that were kept.

   The quantile q at p is the least value with F(q) >= p, F(q) being the weighted share of
   records at or below it. F(q) is a mean of zeros and ones, with a variance by the design;
   the limits of q are the quantiles at F(q) -+ t se(F(q)) (Woodruff 1952, Journal of the
   American Statistical Association 47, 635-646), by the same rule.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
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
static bool look_up(const pm_sample_run *run, size_t statistic, uint32_t record, double g,
                    weighted_value *found)
{
  const pm_tally_store *store = &run->tally->store;
  size_t y = run->tally->plan.statistics[statistic].y;
  found->value = store->values[record * store->numbers + y];
  found->weight = store->weights[record] * g;
  return !isnan(found->value);
}

static double weight_of(const pm_sample_run *run, size_t split, uint32_t cell, uint32_t *place)
{
  const pm_sample_design *design = &run->design;
  *place = design->places[run->tally->cells[split].keys[cell].leaf];
  return design->levels[design->depth].stages[*place].weight;
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

static bool sort_values(const pm_sample_run *run, records *own, size_t split,
                        const pm_sample_domain *domain, size_t statistic)
{
  own->sorted_count = 0;
  for (size_t i = 0; i < domain->count; i++) {
    uint32_t place, cell = domain->cells[i];
    double g = weight_of(run, split, cell, &place);
    size_t end = own->starts[cell + 1];
    if (!pm_memory_reserve(run->room.allocator, (void **)&own->sorted, &own->sorted_capacity,
                           own->sorted_count + end - own->starts[cell], sizeof *own->sorted))
      return false;
    for (size_t k = own->starts[cell]; k < end; k++)
      own->sorted_count +=
          look_up(run, statistic, own->order[k], g, &own->sorted[own->sorted_count]);
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

/* The sums of w and of w times whether a value is at or below q, leaf by leaf, as if they
   had been tallied. */
static bool gather_below(pm_sample_run *run, const records *own, size_t split,
                         const pm_sample_domain *domain, size_t statistic, double q)
{
  pm_sample_room *room = &run->room;
  room->leaf_count = 0;
  if (!pm_memory_reserve(room->allocator, (void **)&room->leaves, &room->leaf_capacity,
                         domain->count, sizeof *room->leaves))
    return false;
  for (size_t i = 0; i < domain->count; i++) {
    uint32_t place, cell = domain->cells[i];
    double g = weight_of(run, split, cell, &place);
    for (size_t k = own->starts[cell]; k < own->starts[cell + 1]; k++) {
      weighted_value at;
      if (!look_up(run, statistic, own->order[k], g, &at))
        continue;
      if (room->leaf_count == 0 || room->leaves[room->leaf_count - 1].place != place)
        room->leaves[room->leaf_count++] = (pm_sample_leaf){.place = place};
      double *sums = room->leaves[room->leaf_count - 1].sums;
      double below = at.value <= q ? at.weight : 0;
      double one[PM_SUMS_MOST] = {[PM_SUM_MEAN_X] = at.weight, [PM_SUM_MEAN_Y] = below};
      pm_moments_add(sums, sums[PM_SUM_N], one, 1);
      sums[PM_SUM_N]++;
      sums[PM_SUM_W] += at.weight;
      sums[PM_SUM_WX] += at.weight;
      sums[PM_SUM_WY] += below;
    }
  }
  return true;
}

static void set_limits(const pm_sample_run *run, const records *own, double total, double share,
                       pm_estimate *row, double variance)
{
  double ignored;
  if (isnan(variance) || !(row->df > 0)) {
    row->reason = isnan(variance) ? pm_sample_no_variance : pm_sample_no_df;
    return;
  }
  double t = pm_t_quantile(run->setup.level.tail, row->df, PM_TAIL_UPPER);
  double reach = t * sqrt(variance);
  row->lower = quantile_at(own, total, share - reach, &ignored);
  row->upper = quantile_at(own, total, share + reach, &ignored);
  if (share - reach <= 0 || share + reach > 1)
    row->reason = "so few records lie beyond that a limit is the least or largest of all";
  row->margin = (row->upper - row->lower) / 2;
  row->se = row->margin / t;
  row->variance = row->se * row->se;
}

pm_status pm_sample_quantile(pm_sample_run *run, size_t split, const pm_sample_domain *domain,
                             size_t statistic, pm_estimate *row)
{
  double share, total = 0;
  pm_sample_variance found;
  records *own = records_of(run, split);
  if (own == NULL || !sort_values(run, own, split, domain, statistic))
    return pm_memory_fault(run->error);
  row->n = (double)own->sorted_count;
  if (own->sorted_count == 0) {
    row->reason = "no record has a number here";
    return PM_OK;
  }
  for (size_t i = 0; i < own->sorted_count; i++)
    total += own->sorted[i].weight;
  row->population = total;
  row->estimate =
      quantile_at(own, total, run->tally->plan.statistics[statistic].probability, &share);
  if (!gather_below(run, own, split, domain, statistic, row->estimate) ||
      !pm_sample_climb(&run->room, &run->design, (pm_linear){1 / total, -share / total},
                       run->estimates->arena, &found) ||
      !pm_sample_settle_lonely(&run->design, run->setup.lonely, run->estimates->arena, &found))
    return pm_memory_fault(run->error);
  row->clusters = found.cases;
  row->strata = (double)found.strata;
  row->df = pm_sample_df(run, &found);
  set_limits(run, own, total, share, row, found.variance);
  double simple = share * (1 - share) / (row->n - 1);
  row->deff = simple > 0 ? found.variance / simple : (double)NAN;
  row->n_effective = row->deff > 0 ? row->n / row->deff : row->n;
  row->cv = row->estimate != 0 ? row->se / fabs(row->estimate) : (double)NAN;
  return PM_OK;
}
