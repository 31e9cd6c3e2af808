/* clopper_pearson_all.c: the limits of Clopper & Pearson of all x of one n, each
   from its neighbours.

   The limits are a smooth function of x, so that the cubic through the last four
   foretells the next one to a small part of its distribution's standard
   deviation; Halley's step (1694) then leaves the cube of that. What is left to
   do for a limit is one tail, where a quantile by itself takes several.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval/clopper_pearson_all.h"

#include <float.h>
#include <math.h>

#include "binomial_search.h"
#include "interval_method.h"
#include "num/beta.h"
#include <plusminus/num.h>

/* The limit p with P(X >= x | p) = tail is followed from x = 1 upward; or its
   complement 1 - p from x = n downward: in both directions the number itself
   grows from the end of 0..1 near which it has to be known most finely. */
typedef struct trail {
  double tail;
  double n;
  bool is_complement;
} trail;

static pm_beta_point point_of(const trail *along, double value)
{
  return along->is_complement ? (pm_beta_point){1 - value, value}
                              : (pm_beta_point){value, 1 - value};
}

/* By itself. At x = n, p^n = tail. */
static double limit_alone(const trail *along, double x)
{
  double rest = along->n - x + 1;
  if (x == along->n)
    return along->is_complement ? -expm1(log(along->tail) / x) : exp(log(along->tail) / x);
  return along->is_complement ? pm_beta_quantile(along->tail, rest, x, PM_TAIL_UPPER)
                              : pm_beta_quantile(along->tail, x, rest, PM_TAIL_LOWER);
}

/* Halley's step for p: with the density f, Newton's would be (tail - P)/f. */
static double step_from(const trail *along, const pm_beta *beta, pm_beta_point at)
{
  double power = pm_beta_power(beta, at); /* f p (1-p), f = P(X = x) x/p */
  double ratio = pm_tail_ratio(beta->a, along->n, at.x / at.y);
  double newton = at.x * (along->tail * at.y / power - ratio / beta->a);
  double slope = (beta->a - 1) / at.x - (beta->b - 1) / at.y; /* f'/f */
  return newton / (1 + newton * slope / 2);
}

/* From a value foretold; by itself if that leads nowhere. */
static double limit_near(const trail *along, double x, double foretold)
{
  enum { STEPS_MOST = 4 };
  /* Of a standard deviation: its cube is beyond the last digit. */
  static const double CLOSE = 5e-6;
  pm_beta beta = pm_beta_make(x, along->n - x + 1);
  double value = foretold;
  for (int i = 0; i < STEPS_MOST && value > 0 && value < 1; i++) {
    pm_beta_point at = point_of(along, value);
    double step = step_from(along, &beta, at);
    value += along->is_complement ? -step : step;
    if (step * step * along->n <= CLOSE * CLOSE * at.x * at.y)
      return value;
  }
  return limit_alone(along, x);
}

/* The next of four values that lie on a cubic. */
static double foretell(const double last[4])
{
  return 4 * (last[0] + last[2]) - 6 * last[1] - last[3];
}

/* x and n - x change places for the upper limit. */
static void put(const pm_level *level, pm_interval *intervals, size_t x, size_t n,
                pm_beta_point limit)
{
  if (wants_lower(level))
    intervals[x].lower = limit.x;
  if (wants_upper(level))
    intervals[n - x].upper = limit.y;
}

/* The first `count` x of the trail. */
static void follow(const trail *along, const pm_level *level, size_t count,
                   pm_interval *intervals)
{
  enum { ALONE = 4 };
  static const double NEAR_MOST = 4000; /* beyond, a tail has too many terms */
  bool is_smooth = along->n <= NEAR_MOST;
  size_t n = (size_t)along->n;
  double last[ALONE] = {0, 0, 0, 0};
  for (size_t i = 0; i < count; i++) {
    size_t x = along->is_complement ? n - i : i + 1;
    double value = i < ALONE || !is_smooth ? limit_alone(along, (double)x)
                                           : limit_near(along, (double)x, foretell(last));
    for (size_t k = ALONE - 1; k > 0; k--)
      last[k] = last[k - 1];
    last[0] = value;
    put(level, intervals, x, n, point_of(along, value));
  }
}

pm_status pm_clopper_pearson_all(const pm_level *level, const pm_case *data,
                                 pm_interval *intervals)
{
  trail along = {level->tail, data->n, false};
  size_t n = (size_t)data->n;
  follow(&along, level, n - n / 2, intervals);
  along.is_complement = true;
  follow(&along, level, n / 2, intervals);
  return PM_OK;
}
