/* stratified_mover_hypergeometric.c: the distances of every stratum's exact limits
   from its rates, put together as the sides of a right angle (Zou & Donner 2008,
   Statistics in Medicine 27, equation 3, for sum w_h p1h - sum w_h p2h):
     L = d - sqrt(sum w_h^2 ((p1h - l1h)^2 + (u2h - p2h)^2)).
   The l and u are hypergeometric limits, and of a large population what these come
   to as it grows, those of Clopper & Pearson. All are at the whole level.

   As the tail grows no limit moves outward, so L leaves out 0 from one tail on. The
   limits of finite populations are steps of the tail and so is L, which may have no
   tail at which it is 0; the p-value is where it steps over. They end at what was
   seen: where L leaves out 0 even so, the p-value is 0.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "stratified_difference.h"

#include <float.h>

static const double LEAST_TAIL = 1e-200; /* a p-value below is 0 */
static const double MOST_TAIL = 0.5;
static const double TOLERANCE = 1e-13;

/* As much is the rounding of sums of rates: so far beyond 0 a limit is on it. */
static const double TOUCH = 8 * DBL_EPSILON;

/* The tails that a method finds are right to much less. */
static const double STEP = 1e-9;

static pm_level at_tail(double tail)
{
  return (pm_level){.conf = 1 - tail,
                    .side = PM_SIDE_LOWER,
                    .tail = tail,
                    .z = pm_normal_quantile(tail, PM_TAIL_UPPER)};
}

/* How far the exact lower limit of a sample's rate is from it. */
static pm_status find_distance(const pm_sample *sample, const pm_level *level, double *distance)
{
  const pm_interval_method *method =
      sample->population == 0 ? &pm_interval_clopper_pearson : &pm_interval_hypergeometric;
  pm_case data = {sample->x, sample->n, sample->population};
  pm_interval own;
  pm_status status = pm_interval_compute(method, level, &data, &own, NULL);
  *distance = sample->p - own.lower;
  return status;
}

static pm_status find_lower(const pm_strata_view *view, double tail, double *lower)
{
  pm_level level = at_tail(tail);
  pm_sum squares = {0, 0};
  for (size_t i = 0; i < 2 * view->pairs->count; i++) {
    pm_sample sample = pm_strata_view_sample(view, i / 2, i % 2 == 1);
    double distance = 0;
    pm_status status = find_distance(&sample, &level, &distance);
    if (status != PM_OK)
      return status;
    double term = pm_strata_view_weight(view, i / 2) * distance;
    pm_sum_add(&squares, term * term);
  }
  *lower = view->estimate - sqrt(pm_sum_value(&squares));
  return PM_OK;
}

/* Whether the distance stays below the estimate however small the tail: the limit
   of a large population's rate nears 0 but is never there. */
static bool is_out_of_reach(const pm_strata_view *view)
{
  pm_sum squares = {0, 0};
  bool is_open = false;
  for (size_t i = 0; i < 2 * view->pairs->count; i++) {
    pm_sample sample = pm_strata_view_sample(view, i / 2, i % 2 == 1);
    double weight = pm_strata_view_weight(view, i / 2);
    bool is_large = sample.population == 0;
    double term = weight * (sample.p - (is_large ? 0 : sample.x / sample.population));
    is_open = is_open || (is_large && term > 0);
    pm_sum_add(&squares, term * term);
  }
  return is_open && view->estimate >= sqrt(pm_sum_value(&squares)) - TOUCH;
}

/* The largest tail at which the lower limit does not leave out 0, by halving its
   logarithm. */
static pm_status find_tail(const pm_strata_view *view, double *tail)
{
  double low = LEAST_TAIL;
  double high = MOST_TAIL;
  double lower = 0;
  pm_status status = find_lower(view, high, &lower);
  *tail = MOST_TAIL;
  if (status != PM_OK || lower <= TOUCH)
    return status;
  *tail = 0;
  if (is_out_of_reach(view))
    return PM_OK;
  status = find_lower(view, low, &lower);
  if (status != PM_OK || lower > TOUCH)
    return status;
  while (status == PM_OK && high > low * (1 + TOLERANCE)) {
    double middle = high > 2 * low ? sqrt(low) * sqrt(high) : low + (high - low) / 2;
    status = find_lower(view, middle, &lower);
    *(lower > TOUCH ? &high : &low) = middle;
  }
  *tail = low;
  return status;
}

/* The limit at a level, on the side of 0 on which the p-value has it: at a step's
   own tail the two may differ. */
static pm_status find_limit(const pm_strata_view *view, double tail, double null_tail,
                            double *limit)
{
  pm_status status = find_lower(view, tail, limit);
  bool is_left_out = view->estimate > 0 && null_tail < tail;
  if (status != PM_OK || view->estimate <= 0 || is_left_out == (*limit > TOUCH))
    return status;
  status = find_lower(view, tail * (is_left_out ? 1 + STEP : 1 - STEP), limit);
  if (!is_left_out)
    *limit = fmin(*limit, 0);
  return status;
}

/* Of no difference, at a level's side; tail: that of the difference that was seen. */
static double p_value(const pm_level *level, double estimate, double tail)
{
  if (level->side == PM_SIDE_TWO)
    return 2 * tail;
  bool is_that_side = (level->side == PM_SIDE_LOWER) == (estimate > 0);
  return is_that_side ? tail : 1 - tail;
}

static pm_status mover(const pm_level *level, const pm_pairs *pairs, pm_difference *difference)
{
  pm_strata_view view = pm_strata_view_make(pairs);
  pm_strata_view turned = pm_strata_view_turned(&view);
  double tail = MOST_TAIL;
  double upper = 0;
  pm_status status = PM_OK;
  if (view.estimate != 0)
    status = find_tail(view.estimate > 0 ? &view : &turned, &tail);
  if (status == PM_OK)
    status = find_limit(&view, level->tail, tail, &difference->lower);
  if (status == PM_OK)
    status = find_limit(&turned, level->tail, tail, &upper);
  difference->upper = -upper;
  difference->p_value = p_value(level, view.estimate, tail);
  return status;
}

const pm_stratified_difference_method pm_stratified_difference_mover_hypergeometric = {
    .about = {.name = "stratified-mover-hypergeometric",
              .title = "Limits put together from each stratum's own exact limits (MOVER)",
              .citation = "Zou & Donner 2008, Statistics in Medicine 27, 1693-1702; stratum "
                          "limits: Konijn 1973; Clopper & Pearson 1934",
              .use = "From large populations, or where a small part of each stratum was "
                     "audited, and the interval had better be too wide than too narrow.",
              .avoid = "When a good part of small strata was audited: limits that end at what "
                       "was seen are put together as if they went on, and coverage can be "
                       "far below the level, use stratified-newcombe. When strata have one or "
                       "two records each. It is not exact."},
    .flags = PM_DIFFERENCE_POPULATION | PM_DIFFERENCE_WHOLE | PM_DIFFERENCE_SEARCHED,
    .compute = mover,
};
