/* sample_project.c: the sums of a domain's cells as totals, and as what each leaf adds
   to an estimate.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/collapse.h"
#include "estimate/sample_calibrate.h"

#include <math.h>
#include <plusminus/num.h>
#include <string.h>

/* Of a cell whose leaf has that place. */
static inline pm_cell_view view_at(const pm_sample_slice *slice, uint32_t cell, uint32_t place)
{
  const pm_sample_design *design = slice->design;
  const pm_tally_cells *cells = &design->tally->cells[slice->split];
  const pm_sample_calibration *calibration = design->calibration;
  size_t width = design->tally->plan.width;
  double g = design->levels[design->depth].stages[place].weight;
  if (calibration != NULL && calibration->by_record) {
    size_t number = (size_t)cell * design->tally->plan.statistic_count + slice->statistic;
    return (pm_cell_view){calibration->sums[slice->split] + number * PM_SUMS_LEAST, place, 1};
  }
  if (calibration != NULL)
    g *= pm_sample_factor(calibration, slice->split, cell);
  return (pm_cell_view){cells->values + (size_t)cell * cells->stride + slice->statistic * width,
                        place, g};
}

pm_cell_view pm_sample_view(const pm_sample_slice *slice, uint32_t cell)
{
  const pm_sample_design *design = slice->design;
  uint32_t leaf = design->tally->cells[slice->split].keys[cell].leaf;
  return view_at(slice, cell, design->places[leaf]);
}

enum { CELLS_AHEAD = 16 };

/* Of the domain's cell with that number. Cells lie in the order of the file, those of a
   domain are taken in the order of their leaves: with very many, each would be waited for,
   unless memory is asked for it in time. */
static inline pm_cell_view view_of(const pm_sample_slice *slice, size_t number)
{
  const pm_sample_domain *domain = slice->domain;
  if (number + CELLS_AHEAD < domain->count) {
    pm_cell_view later = view_at(slice, domain->cells[number + CELLS_AHEAD],
                                 domain->places[number + CELLS_AHEAD]);
    __builtin_prefetch(later.sums);
    __builtin_prefetch(later.sums + PM_SUM_OFFSET);
  }
  return view_at(slice, domain->cells[number], domain->places[number]);
}

/* What a sum of the cell is multiplied with: the weight beside the records' own. */
static double factor_of(const pm_cell_view *cell, int sum)
{
  return sum < PM_SUM_W ? 1 : sum == PM_SUM_WW ? cell->g * cell->g : cell->g;
}

/* By the domain's first two cells that have one to tell. If there is but one record with an x,
   among others without, all that is left lies about it. */
static double offset_of(const pm_sample_slice *slice)
{
  const pm_tally_plan *plan = &slice->design->tally->plan;
  bool has_any = plan->statistics[slice->statistic].kind != PM_STATISTIC_RATE;
  double offset = 0, first = (double)NAN;
  for (size_t i = 0; i < slice->domain->count && has_any; i++) {
    const double *sums = view_of(slice, i).sums;
    if (sums[PM_SUM_WX] == 0)
      continue;
    double slope = sums[PM_SUM_OFFSET] + sums[PM_SUM_WY] / sums[PM_SUM_WX];
    if (!isnan(first))
      return pm_cell_offset_between(first, slope);
    first = slope;
    bool is_alone = sums[PM_SUM_N] == 1 && slice->domain->count > 1;
    offset = is_alone ? slope : sums[PM_SUM_OFFSET];
  }
  return offset;
}

pm_sample_totals pm_sample_add_up(const pm_sample_slice *slice)
{
  pm_sum sums[PM_SUMS] = {{0, 0}};
  pm_sample_totals all = {.offset = offset_of(slice)};
  for (size_t i = 0; i < slice->domain->count; i++) {
    pm_cell_view cell = view_of(slice, i);
    double moved[PM_SUMS];
    double move = cell.sums[PM_SUM_OFFSET] - all.offset;
    if (move != 0) {
      pm_cell_sums_move(memcpy(moved, cell.sums, sizeof moved), move);
      cell.sums = moved;
    }
    for (int k = 0; k < PM_SUMS; k++)
      pm_sum_add(&sums[k], factor_of(&cell, k) * cell.sums[k]);
  }
  for (int k = 0; k < PM_SUMS; k++)
    all.sums[k] = pm_sum_value(&sums[k]);
  all.x = all.sums[PM_SUM_WX];
  all.about = slice->design->tally->origins[slice->statistic] + all.offset;
  pm_sum_add(&sums[PM_SUM_WY], all.about * all.x);
  all.y = pm_sum_value(&sums[PM_SUM_WY]);
  return all;
}

/* ----------------------------------------------------------------- leaves -- */

void pm_leaf_total_add(pm_leaf_total *sum, const pm_leaf_total *more)
{
  pm_collapse_units units = {sum->n, sum->mean, sum->squares};
  const pm_collapse_units added = {more->n, more->mean, more->squares};
  pm_collapse_add(&units, &added);
  sum->n = units.n;
  sum->mean = units.mean;
  sum->squares = units.squares;
  sum->total += more->total;
  sum->cases += more->cases;
}

/* The squares of z about its mean: what cancels does so before it is squared, so that of a
   value that is the same in all records no weights make a variance. */
static double squares_of(const double *sums, double a, double b)
{
  double slope = sums[PM_SUM_MXX] > 0 ? sums[PM_SUM_MXY] / sums[PM_SUM_MXX] : 0;
  double off = a * slope + b;
  return off * off * sums[PM_SUM_MXX] +
         a * a * pm_sample_left(sums[PM_SUM_MYY], slope * sums[PM_SUM_MXY], sums[PM_SUM_N]);
}

static pm_leaf_total project(const pm_cell_view *cell, pm_linear linear,
                             const pm_tally_plan *plan)
{
  const double *sums = cell->sums;
  double a = linear.a * cell->g;
  double b = pm_linear_at(linear, sums[PM_SUM_OFFSET]) * cell->g;
  pm_leaf_total made = {.place = cell->place,
                        .n = sums[PM_SUM_N],
                        .cases = sums[PM_SUM_N],
                        .total = a * sums[PM_SUM_WY] + b * sums[PM_SUM_WX]};
  if (plan->has_records) {
    made.mean = a * sums[PM_SUM_MEAN_Y] + b * sums[PM_SUM_MEAN_X];
    made.squares = squares_of(sums, a, b);
  }
  /* There, what records lack counts as 0. */
  if (plan->calibrates)
    made.n = sums[PM_SUM_ALL];
  return made;
}

bool pm_sample_room_add(pm_sample_room *room, const pm_leaf_total *more)
{
  pm_leaf_total *last = room->leaf_count > 0 ? &room->leaves[room->leaf_count - 1] : NULL;
  if (last != NULL && last->place == more->place) {
    pm_leaf_total_add(last, more);
    return true;
  }
  if (!pm_memory_reserve(room->allocator, (void **)&room->leaves, &room->leaf_capacity,
                         room->leaf_count + 1, sizeof *room->leaves))
    return false;
  room->leaves[room->leaf_count++] = *more;
  return true;
}

static bool add_cell(pm_sample_room *room, const pm_sample_slice *slice, size_t number,
                     pm_linear linear)
{
  pm_cell_view cell = view_of(slice, number);
  pm_leaf_total made = project(&cell, linear, &slice->design->tally->plan);
  return made.cases == 0 || pm_sample_room_add(room, &made);
}

bool pm_sample_project(pm_sample_room *room, const pm_sample_slice *slice, pm_linear linear)
{
  if (slice->design->calibration != NULL)
    return pm_sample_project_residuals(room, slice, &linear, 1);
  room->leaf_count = 0;
  for (size_t i = 0; i < slice->domain->count; i++)
    if (!add_cell(room, slice, i, linear))
      return false;
  return true;
}

/* The leaf of a domain's cell; UINT32_MAX: there are no more. */
static uint32_t place_at(const pm_sample_slice *slice, size_t number)
{
  return number < slice->domain->count ? view_of(slice, number).place : UINT32_MAX;
}

bool pm_sample_project_two(pm_sample_room *room, const pm_sample_slice slices[2],
                           const pm_linear linears[2])
{
  if (slices->design->calibration != NULL)
    return pm_sample_project_residuals(room, slices, linears, 2);
  size_t next[2] = {0, 0};
  size_t count = slices[0].domain->count + slices[1].domain->count;
  room->leaf_count = 0;
  for (size_t i = 0; i < count; i++) {
    bool second = place_at(&slices[1], next[1]) < place_at(&slices[0], next[0]);
    if (!add_cell(room, &slices[second], next[second]++, linears[second]))
      return false;
  }
  return true;
}

void pm_sample_room_free(pm_sample_room *room)
{
  (void)pm_memory_resize(room->allocator, room->leaves, 0);
  (void)pm_memory_resize(room->allocator, room->climbers, 0);
  (void)pm_memory_resize(room->allocator, room->scratch, 0);
  (void)pm_memory_resize(room->allocator, room->members, 0);
}
