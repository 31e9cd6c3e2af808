/* sample_residual.c: what each leaf adds to an estimate with calibrated weights.

   With u = a y + b x in the domain and 0 outside, z = w (u - x'B) for every record of the
   sample, B being the regression of u on the margins, weighted by the design's weights
   (Deville & Sarndal 1992, Journal of the American Statistical Association 87, section 3).
   x'B is the same for all records of a unit of calibration.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/sample_calibrate.h"

#include <math.h>
#include <string.h>

/* z = w (a y + b x - c) of the records of a cell; outside of a domain a = b = 0. */
typedef struct plane {
  double a, b, c;
} plane;

/* The squares of z about its mean: from those of w, wx and wy by Cholesky's method, so that
   what cancels does so before it is squared. */
static double squares_of(const double *sums, double a, double b, double c)
{
  double root = sqrt(sums[PM_SUM_MWW]);
  double wx = root > 0 ? sums[PM_SUM_MWX] / root : 0;
  double wy = root > 0 ? sums[PM_SUM_MWY] / root : 0;
  double x = sqrt(pm_sample_left(sums[PM_SUM_MXX], wx * wx, 0));
  double xy = x > 0 ? (sums[PM_SUM_MXY] - wx * wy) / x : 0;
  double y2 = pm_sample_left(sums[PM_SUM_MYY], wy * wy + xy * xy, 0);
  double first = pm_sample_residual(a * wy + b * wx, c * root);
  double second = a * xy + b * x;
  return first * first + second * second + a * a * y2;
}

static pm_leaf_total project(const pm_cell_view *cell, plane of, bool is_member,
                             bool has_records)
{
  const double *sums = cell->sums;
  double a = of.a * cell->g;
  double b = of.b * cell->g;
  double c = of.c * cell->g;
  double total =
      pm_sample_residual(a * sums[PM_SUM_WY] + b * sums[PM_SUM_WX], c * sums[PM_SUM_ALL_W]);
  pm_leaf_total made = {.place = cell->place,
                        .n = sums[PM_SUM_ALL],
                        .cases = is_member ? sums[PM_SUM_N] : 0,
                        .total = total};
  if (has_records) {
    made.mean = pm_sample_residual(a * sums[PM_SUM_MEAN_Y] + b * sums[PM_SUM_MEAN_X],
                                   c * sums[PM_SUM_MEAN_W]);
    made.squares = squares_of(sums, a, b, c);
  }
  return made;
}

/* Room for u of each unit, B, and the right side it is solved from; and for the domain of
   each cell, 0: none. */
static bool reserve(pm_sample_room *room, const pm_calibrator *calibrator, size_t cells)
{
  size_t needed = calibrator->units + 2 * calibrator->parameters;
  return pm_memory_reserve(room->allocator, (void **)&room->scratch, &room->scratch_capacity,
                           needed + 1, sizeof *room->scratch) &&
         pm_memory_reserve(room->allocator, (void **)&room->members, &room->member_capacity,
                           cells + 1, sizeof *room->members);
}

/* The sum of d u of every unit, from the cells of the domain. */
static void add_domain(const pm_sample_slice *slice, pm_linear linear, double *sums)
{
  const pm_sample_design *design = slice->design;
  const pm_sample_calibration *calibration = design->calibration;
  const uint32_t *units = calibration->units[slice->split];
  for (size_t i = 0; i < slice->domain->count; i++) {
    uint32_t cell = slice->domain->cells[i];
    pm_cell_view view = pm_sample_view(slice, cell);
    double d = design->levels[design->depth].stages[view.place].weight;
    sums[units[cell]] +=
        d * (linear.a * view.sums[PM_SUM_WY] +
             pm_linear_at(linear, view.sums[PM_SUM_OFFSET]) * view.sums[PM_SUM_WX]);
  }
}

/* x'B of every unit, in place of its sum of d u. */
static void regress(pm_sample_calibration *calibration, double *units, double *right,
                    double *beta)
{
  const pm_calibrator *c = &calibration->calibrator;
  memset(right, 0, c->parameters * sizeof *right);
  for (size_t i = 0; i < c->units; i++)
    for (size_t m = 0, first = 0; m < c->margins; first += c->sizes[m], m++)
      right[first + c->categories[m][i]] += units[i];
  pm_normal_equations_solve(&calibration->equations, right, beta);
  for (size_t i = 0; i < c->units; i++)
    units[i] = pm_calibrator_product(c, i, beta);
}

bool pm_sample_project_residuals(pm_sample_room *room, const pm_sample_slice *slices,
                                 const pm_linear *linears, size_t count)
{
  const pm_sample_design *design = slices->design;
  pm_sample_calibration *calibration = design->calibration;
  const pm_calibrator *c = &calibration->calibrator;
  size_t split = slices->split;
  size_t cells = design->tally->cells[split].count;
  if (calibration->by_record)
    return pm_sample_project_kept(room, slices, linears, count);
  room->leaf_count = 0;
  if (!reserve(room, c, cells))
    return false;
  double *units = room->scratch;
  memset(units, 0, c->units * sizeof *units);
  memset(room->members, 0, cells);
  for (size_t k = 0; k < count; k++) {
    add_domain(&slices[k], linears[k], units);
    for (size_t i = 0; i < slices[k].domain->count; i++)
      room->members[slices[k].domain->cells[i]] = (uint8_t)(k + 1);
  }
  regress(calibration, units, units + c->units, units + c->units + c->parameters);
  for (size_t i = 0; i < cells; i++) {
    uint32_t cell = calibration->orders[split][i];
    size_t member = room->members[cell];
    pm_linear linear = member > 0 ? linears[member - 1] : (pm_linear){0, 0, 0};
    pm_cell_view view = pm_sample_view(slices, cell);
    plane of = {linear.a, pm_linear_at(linear, view.sums[PM_SUM_OFFSET]),
                units[calibration->units[split][cell]]};
    pm_leaf_total made = project(&view, of, member > 0, design->tally->plan.has_records);
    if (!pm_sample_room_add(room, &made))
      return false;
  }
  return true;
}
