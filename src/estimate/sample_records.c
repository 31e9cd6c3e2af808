/* sample_records.c: calibration record by record, from those that were kept: for what is
   known of numbers, which differ within every cell; and for quantiles.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/sample_calibrate.h"

#include <math.h>
#include <string.h>

static uint32_t place_of(const pm_sample_design *design, size_t record)
{
  const pm_tally *tally = design->tally;
  uint32_t cell = tally->store.cells[record * tally->store.splits];
  return design->places[tally->cells[0].keys[cell].leaf];
}

/* The unit of calibration that a record is, or is in. */
static size_t unit_of(const pm_sample_calibration *calibration, const pm_tally_store *store,
                      size_t record)
{
  return calibration->by_record ? record
                                : calibration->units[0][store->cells[record * store->splits]];
}

double pm_sample_design_weight(const pm_sample_design *design, size_t record)
{
  const pm_stage *leaf = &design->levels[design->depth].stages[place_of(design, record)];
  return design->tally->store.weights[record] * leaf->weight;
}

double pm_sample_record_weight(const pm_sample_design *design, size_t record)
{
  const pm_sample_calibration *calibration = design->calibration;
  double weight = pm_sample_design_weight(design, record);
  return calibration == NULL
             ? weight
             : weight * calibration->g[unit_of(calibration, &design->tally->store, record)];
}

/* ------------------------------------------------------------------ units -- */

static size_t number_of(const pm_tally_plan *plan, const char *column)
{
  size_t number = 0;
  while (strcmp(plan->columns[plan->numbers[number].wanted], column) != 0)
    number++;
  return number;
}

static const double *copy_number(const pm_sample_run *run, const char *column)
{
  const pm_tally_store *store = &run->tally->store;
  size_t number = number_of(&run->tally->plan, column);
  double *values = pm_arena_alloc(run->estimates->arena, store->count * sizeof *values);
  for (size_t i = 0; values != NULL && i < store->count; i++)
    values[i] = store->values[i * store->numbers + number];
  return values;
}

static const uint32_t *copy_categories(const pm_sample_run *run, const uint32_t *groups,
                                       const uint32_t *categories)
{
  const pm_tally_store *store = &run->tally->store;
  uint32_t *own = pm_arena_alloc(run->estimates->arena, store->count * sizeof *own);
  for (size_t i = 0; own != NULL && i < store->count; i++)
    own[i] = categories[groups[store->cells[i * store->splits]]];
  return own;
}

bool pm_sample_expand(pm_sample_run *run, pm_sample_calibration *calibration)
{
  pm_calibrator *c = &calibration->calibrator;
  pm_arena *arena = run->estimates->arena;
  const uint32_t **categories = pm_arena_alloc(arena, c->margins * sizeof *categories);
  const double **values = pm_arena_alloc(arena, c->numbers * sizeof *values);
  if (categories == NULL || values == NULL)
    return false;
  for (size_t m = 0; m < c->margins; m++) {
    categories[m] = copy_categories(run, calibration->units[0], c->categories[m]);
    if (categories[m] == NULL)
      return false;
  }
  for (size_t k = 0; k < c->numbers; k++) {
    values[k] = copy_number(run, calibration->numbers[k]->columns[0]);
    if (values[k] == NULL)
      return false;
  }
  c->categories = categories;
  c->values = values;
  c->units = run->tally->store.count;
  calibration->by_record = true;
  return true;
}

/* ------------------------------------------------------------------- sums -- */

/* What a kept record has of a statistic; false: it lacks it. */
static bool look_up(const pm_tally *tally, size_t record, size_t statistic, double *x,
                    double *y)
{
  const pm_tally_statistic *own = &tally->plan.statistics[statistic];
  const double *numbers = tally->store.values + record * tally->store.numbers;
  *x = own->x == PM_TALLY_NONE ? 1 : numbers[own->x];
  *y = numbers[own->y];
  return !isnan(*x) && !isnan(*y);
}

static bool add_split(const pm_sample_run *run, pm_sample_calibration *calibration,
                      size_t split)
{
  const pm_tally *tally = run->tally;
  size_t statistics = tally->plan.statistic_count;
  size_t size = tally->cells[split].count * statistics * PM_SUMS_LEAST;
  double *sums = pm_arena_alloc(run->estimates->arena, size * sizeof *sums);
  calibration->sums[split] = sums;
  for (size_t i = 0; sums != NULL && i < tally->store.count; i++) {
    size_t cell = tally->store.cells[i * tally->store.splits + split];
    double w = calibration->weights[i] * calibration->g[i];
    const double *own = tally->cells[split].values + cell * tally->cells[split].stride;
    double *more = sums + cell * statistics * PM_SUMS_LEAST;
    double x, y;
    for (size_t s = 0; s < statistics; s++, more += PM_SUMS_LEAST, own += tally->plan.width) {
      more[PM_SUM_OFFSET] = own[PM_SUM_OFFSET];
      if (look_up(tally, i, s, &x, &y))
        pm_cell_sums_add(more, w, x,
                         pm_cell_about(x, y, tally->origins[s], own[PM_SUM_OFFSET]));
    }
  }
  return sums != NULL;
}

/* The records by the place of their leaf. */
static bool order_records(const pm_sample_run *run, pm_sample_calibration *calibration)
{
  const pm_sample_design *design = &run->design;
  size_t count = run->tally->store.count;
  size_t leaves = design->levels[design->depth].count;
  size_t *next = pm_arena_alloc(run->estimates->arena, (leaves + 1) * sizeof *next);
  calibration->record_order =
      pm_arena_alloc(run->estimates->arena, count * sizeof *calibration->record_order);
  if (next == NULL || calibration->record_order == NULL)
    return false;
  for (size_t i = 0; i < count; i++)
    next[place_of(design, i) + 1]++;
  for (size_t i = 0; i < leaves; i++)
    next[i + 1] += next[i];
  for (size_t i = 0; i < count; i++)
    calibration->record_order[next[place_of(design, i)]++] = (uint32_t)i;
  return true;
}

bool pm_sample_add_records(pm_sample_run *run, pm_sample_calibration *calibration)
{
  size_t splits = run->tally->plan.split_count;
  if (run->tally->store.count > 0 && !order_records(run, calibration))
    return false;
  if (!calibration->by_record)
    return true;
  calibration->sums = pm_arena_alloc(run->estimates->arena, splits * sizeof *calibration->sums);
  if (calibration->sums == NULL)
    return false;
  for (size_t i = 0; i < splits; i++)
    if (!add_split(run, calibration, i))
      return false;
  return true;
}

/* -------------------------------------------------------------- projection -- */

double *pm_sample_record_room(pm_sample_room *room, const pm_sample_design *design)
{
  size_t count = design->tally->store.count;
  size_t needed = count + 2 * design->calibration->calibrator.parameters;
  if (!pm_memory_reserve(room->allocator, (void **)&room->scratch, &room->scratch_capacity,
                         needed + 1, sizeof *room->scratch) ||
      !pm_memory_reserve(room->allocator, (void **)&room->members, &room->member_capacity,
                         count + 1, sizeof *room->members))
    return NULL;
  memset(room->scratch, 0, needed * sizeof *room->scratch);
  memset(room->members, 0, count);
  return room->scratch;
}

/* The sum of d u x, of which the regression is made. */
static void add_right(const pm_sample_design *design, const double *u, double *right)
{
  const pm_sample_calibration *calibration = design->calibration;
  const pm_calibrator *c = &calibration->calibrator;
  for (size_t i = 0; i < design->tally->store.count; i++) {
    double *next = right;
    if (u[i] == 0)
      continue;
    double du = pm_sample_design_weight(design, i) * u[i];
    size_t unit = unit_of(calibration, &design->tally->store, i);
    for (size_t m = 0; m < c->margins; next += c->sizes[m], m++)
      next[c->categories[m][unit]] += du;
    for (size_t k = 0; k < c->numbers; k++)
      next[k] += du * c->values[k][unit];
  }
}

bool pm_sample_project_records(pm_sample_room *room, const pm_sample_design *design)
{
  pm_sample_calibration *calibration = design->calibration;
  const pm_calibrator *c = &calibration->calibrator;
  size_t count = design->tally->store.count;
  const double *u = room->scratch;
  double *right = room->scratch + count;
  double *beta = right + c->parameters;
  room->leaf_count = 0;
  add_right(design, u, right);
  pm_normal_equations_solve(&calibration->equations, right, beta);
  for (size_t i = 0; i < count; i++) {
    size_t record = calibration->record_order[i];
    double explained =
        pm_calibrator_product(c, unit_of(calibration, &design->tally->store, record), beta);
    double z =
        pm_sample_record_weight(design, record) * pm_sample_residual(u[record], explained);
    pm_leaf_total one = {.place = place_of(design, record),
                         .n = 1,
                         .cases = room->members[record],
                         .total = z,
                         .mean = z};
    if (!pm_sample_room_add(room, &one))
      return false;
  }
  return true;
}

bool pm_sample_project_kept(pm_sample_room *room, const pm_sample_slice *slices,
                            const pm_linear *linears, size_t count)
{
  const pm_sample_design *design = slices->design;
  const pm_tally *tally = design->tally;
  size_t cells = tally->cells[slices->split].count;
  double *u = pm_sample_record_room(room, design);
  uint8_t *domains = pm_memory_resize(room->allocator, NULL, cells + 1);
  bool has_room = u != NULL && domains != NULL;
  if (has_room)
    memset(domains, 0, cells);
  for (size_t k = 0; k < count && has_room; k++)
    for (size_t i = 0; i < slices[k].domain->count; i++)
      domains[slices[k].domain->cells[i]] = (uint8_t)(k + 1);
  for (size_t i = 0; i < tally->store.count && has_room; i++) {
    size_t domain = domains[tally->store.cells[i * tally->store.splits + slices->split]];
    double x, y;
    if (domain == 0 || !look_up(tally, i, slices->statistic, &x, &y))
      continue;
    const pm_linear *linear = &linears[domain - 1];
    double origin = tally->origins[slices->statistic];
    u[i] = linear->a * pm_cell_about(x, y, origin, linear->offset) + linear->b * x;
    room->members[i] = 1;
  }
  (void)pm_memory_resize(room->allocator, domains, 0);
  return has_room && pm_sample_project_records(room, design);
}
