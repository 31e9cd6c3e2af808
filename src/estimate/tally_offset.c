/* tally_offset.c: what a cell's y is measured from. Squares of y about a number that lies D
   from it lose the digits of (D/spread)^2, so that each cell whose records are alike has an
   offset of its own from the statistic's origin: near all of them, and found from the first
   two. Of a cell's only record every sum follows from those of x by its slope y/x.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/tally_part.h"

#include <float.h>
#include <math.h>
#include <plusminus/num.h>

/* How much nearer to each other than to the origin records must be: as of origins, fewer
   digits than matter are lost before. */
static const double CALM = 64;

double pm_cell_offset_between(double first, double second)
{
  return fabs(second - first) * CALM <= fabs(second) ? second : 0;
}

/* What is left of a slope that was y/x of sums, which may be off by a rounding of each. */
static double slope_left(double slope, double offset)
{
  double left = slope - offset;
  return fabs(left) > 2 * DBL_EPSILON * fabs(slope) ? left : 0;
}

static void set_slope(double *sums, double slope)
{
  sums[PM_SUM_WY] = slope * sums[PM_SUM_WX];
  sums[PM_SUM_WXY] = slope * sums[PM_SUM_WXX];
  sums[PM_SUM_WYY] = slope * slope * sums[PM_SUM_WXX];
}

static void set_running_slope(const pm_tally_plan *plan, double *sums, double slope)
{
  set_slope(sums, slope);
  if (!plan->has_records)
    return;
  sums[PM_SUM_FIRST_Y] = slope * sums[PM_SUM_FIRST_X];
  sums[PM_SUM_DY] = slope * sums[PM_SUM_DX];
  sums[PM_SUM_DXY] = slope * sums[PM_SUM_DXX];
  sums[PM_SUM_DYY] = slope * slope * sums[PM_SUM_DXX];
  if (plan->calibrates)
    sums[PM_SUM_DWY] = slope * sums[PM_SUM_DWX];
}

static void set_settled_slope(const pm_tally_plan *plan, double *sums, double slope)
{
  set_slope(sums, slope);
  if (!plan->has_records)
    return;
  sums[PM_SUM_MEAN_Y] = slope * sums[PM_SUM_MEAN_X];
  sums[PM_SUM_MXY] = slope * sums[PM_SUM_MXX];
  sums[PM_SUM_MYY] = slope * slope * sums[PM_SUM_MXX];
  if (plan->calibrates)
    sums[PM_SUM_MWY] = slope * sums[PM_SUM_MWX];
}

void pm_cell_meet(const pm_tally_plan *plan, double *sums, double x, double y, double origin)
{
  double known = sums[PM_SUM_OFFSET];
  if (sums[PM_SUM_N] == 0 && fabs(y) * CALM < fabs(origin * x))
    sums[PM_SUM_OFFSET] = -origin;
  if (x == 0 || sums[PM_SUM_WX] == 0)
    return;
  double first = sums[PM_SUM_WY] / sums[PM_SUM_WX];
  double offset = pm_cell_offset_between(first, pm_cell_about(x, y, origin, known) / x);
  if (offset == 0)
    return;
  sums[PM_SUM_OFFSET] = known + offset;
  set_running_slope(plan, sums, slope_left(first, sums[PM_SUM_OFFSET] - known));
}

static bool is_single(const double *sums)
{
  return sums[PM_SUM_N] == 1 && sums[PM_SUM_WX] != 0;
}

static double moved_slope(const double *sums, double move)
{
  return slope_left(sums[PM_SUM_WY] / sums[PM_SUM_WX], -move);
}

/* What is linear in y moves with the sums of x, what is quadratic with those of its
   products. */
void pm_cell_sums_move(double *sums, double move)
{
  if (is_single(sums)) {
    set_slope(sums, moved_slope(sums, move));
    return;
  }
  sums[PM_SUM_WYY] += move * (2 * sums[PM_SUM_WXY] + move * sums[PM_SUM_WXX]);
  sums[PM_SUM_WXY] += move * sums[PM_SUM_WXX];
  sums[PM_SUM_WY] += move * sums[PM_SUM_WX];
}

static void move_moments(const pm_tally_plan *plan, double *sums, double move)
{
  sums[PM_SUM_MYY] += move * (2 * sums[PM_SUM_MXY] + move * sums[PM_SUM_MXX]);
  sums[PM_SUM_MXY] += move * sums[PM_SUM_MXX];
  sums[PM_SUM_MEAN_Y] += move * sums[PM_SUM_MEAN_X];
  if (plan->calibrates)
    sums[PM_SUM_MWY] += move * sums[PM_SUM_MWX];
}

static void move_by(const pm_tally_plan *plan, double *sums, double move)
{
  if (move == 0)
    return;
  if (is_single(sums)) {
    set_settled_slope(plan, sums, moved_slope(sums, move));
    return;
  }
  pm_cell_sums_move(sums, move);
  if (plan->has_records)
    move_moments(plan, sums, move);
}

static void move_to(const pm_tally_plan *plan, double *sums, double offset)
{
  double move = sums[PM_SUM_OFFSET] - offset;
  sums[PM_SUM_OFFSET] = offset;
  move_by(plan, sums, move);
}

/* What rounding leaves of the new offset is moved by. */
void pm_cell_change_origin(const pm_tally_plan *plan, double *sums, double from, double into)
{
  pm_sum offset = {sums[PM_SUM_OFFSET], 0};
  pm_sum_add(&offset, from);
  pm_sum_add(&offset, -into);
  sums[PM_SUM_OFFSET] = pm_sum_value(&offset);
  pm_sum_add(&offset, -sums[PM_SUM_OFFSET]);
  move_by(plan, sums, pm_sum_value(&offset));
}

/* Of the only record of a cell. */
static double slope_of(const double *sums)
{
  return sums[PM_SUM_OFFSET] + sums[PM_SUM_WY] / sums[PM_SUM_WX];
}

void pm_cell_offsets_agree(const pm_tally_plan *plan, double *a, double *b)
{
  double offset = a[PM_SUM_OFFSET];
  if (a[PM_SUM_WXX] == 0)
    offset = b[PM_SUM_OFFSET];
  else if (b[PM_SUM_WXX] != 0 && a[PM_SUM_N] == 1)
    offset =
        b[PM_SUM_N] == 1 ? pm_cell_offset_between(slope_of(a), slope_of(b)) : b[PM_SUM_OFFSET];
  move_to(plan, a, offset);
  move_to(plan, b, offset);
}
