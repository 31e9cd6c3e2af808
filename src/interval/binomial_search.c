/* binomial_search.c: rates at which a set of counts leaves out what it may.

   A tail of the binomial distribution is one of a beta distribution: x^a
   y^b/B(a,b) over a continued fraction. By the log-odds t of the rate its
   derivative is that power, up to the sign, and the power's own is the power
   times the excess a - (a+b) x; so Halley's method costs no more than Newton's.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "binomial_search.h"

#include <float.h>
#include <math.h>
#include <plusminus/num.h>

pm_count_set pm_count_set_make(double n, double below, double above)
{
  pm_count_set set = {.n = n, .below = below, .above = above};
  if (below >= 0)
    set.lower = pm_beta_make(below + 1, n - below);
  set.upper = pm_beta_make(above, n - above + 1);
  return set;
}

static double power_at(const pm_beta *beta, pm_beta_point at, double excess)
{
  return beta->root * exp(beta->error - pm_beta_deviance(beta, at, excess));
}

/* P(X <= below). That of a single count is the count's, even where it is large. */
static pm_jet jet_below(const pm_count_set *set, pm_beta_point at)
{
  if (set->below < 0)
    return (pm_jet){0, 0, 0};
  const pm_beta *beta = &set->lower;
  double excess = pm_beta_excess(beta, at);
  double power = power_at(beta, at, excess);
  double over = set->below == 0 ? at.x * set->n
                                : pm_beta_fraction(beta->b, beta->a, pm_mirrored(at), -excess);
  return (pm_jet){power / over, -power, -power * excess};
}

/* P(X >= above) */
static pm_jet jet_above(const pm_count_set *set, pm_beta_point at)
{
  const pm_beta *beta = &set->upper;
  double excess = pm_beta_excess(beta, at);
  double power = power_at(beta, at, excess);
  return (pm_jet){power / pm_beta_fraction(beta->a, beta->b, at, excess), power,
                  power * excess};
}

pm_left_out pm_left_out_at(const pm_count_set *set, pm_beta_point at)
{
  return (pm_left_out){jet_below(set, at), jet_above(set, at)};
}

/* From whichever of the rate and its complement is the smaller: that of x above
   n/2 as a rule is the complement. */
pm_beta_point pm_rate_of_tail(double tail, double x, double n)
{
  double rest = n - x + 1;
  if (x > rest) {
    double q = pm_beta_quantile(tail, rest, x, PM_TAIL_UPPER);
    if (q <= 0.5)
      return (pm_beta_point){1 - q, q};
  }
  double p = pm_beta_quantile(tail, x, rest, PM_TAIL_LOWER);
  return (pm_beta_point){p, 1 - p};
}

/* Near the normal quantile with its correction for skewness (Cornish & Fisher
   1938); from there by steps of one. */
double pm_last_below(double tail, double z, double n, pm_beta_point at)
{
  double spread = sqrt(n * at.x * at.y);
  double guess = n * at.x - z * spread + (z * z - 1) * (at.y - at.x) / 6 - 0.5;
  double y = fmin(fmax(floor(guess), 0), n - 1);
  double odds = at.x / at.y;
  double mass = pm_binomial_pmf(y, n, at.x);
  double below = pm_binomial_tail(y, n, at.x, PM_TAIL_LOWER);
  while (below > tail && y >= 0) {
    below -= mass;
    mass *= y / ((n - y + 1) * odds);
    y--;
  }
  for (;;) {
    mass *= y >= 0 ? (n - y) / (y + 1) * odds : 0;
    if (!(y >= 0 && y < n - 1 && below + mass <= tail))
      return y;
    below += mass;
    y++;
  }
}

pm_jet pm_log_of(pm_jet of, double over)
{
  double slope = of.slope / of.value;
  return (pm_jet){log(of.value / over), slope, of.bend / of.value - slope * slope};
}

double pm_step_to_zero(pm_jet now)
{
  return -now.value / (now.slope - now.value * now.bend / (2 * now.slope));
}

pm_jet pm_left_out_to_alpha(double alpha, const pm_count_set *set, pm_beta_point at)
{
  pm_left_out out = pm_left_out_at(set, at);
  const pm_jet *a = &out.below;
  const pm_jet *b = &out.above;
  return pm_log_of((pm_jet){a->value + b->value, a->slope + b->slope, a->bend + b->bend},
                   alpha);
}

/* The point whose log-odds are larger by so much. */
static pm_beta_point moved(pm_beta_point at, double step)
{
  double growth = exp(step);
  double share = 1 / (at.y + at.x * growth);
  return (pm_beta_point){at.x * growth * share, at.y * share};
}

static bool is_between(pm_beta_point low, pm_beta_point at, pm_beta_point high)
{
  return !pm_is_less(at, low) && !pm_is_less(high, at);
}

static pm_beta_point middle(pm_beta_point low, pm_beta_point high)
{
  return moved(low, log(high.x / low.x * (low.y / high.y)) / 2);
}

/* Nothing but rounding lies between. */
static bool is_one_point(pm_beta_point low, pm_beta_point high)
{
  return high.x <= low.x * (1 + 2 * DBL_EPSILON) && high.y >= low.y * (1 - 2 * DBL_EPSILON);
}

/* Whether what is left after Halley's step cannot be seen: it is about the step
   times the square of what the slope changes over it. Where what is left out
   above grows nearly as fast as below it shrinks, that is a good deal. */
static bool is_last(pm_jet now, double step)
{
  double change = fmax(fabs(now.bend / now.slope), fabs(now.slope)) * step;
  return fabs(step) * change * change < DBL_EPSILON;
}

/* Steps that leave the bracket give way to halving it. Its upper end is seldom
   needed before it is found. */
pm_status pm_rate_solve(pm_equation *f, double alpha, const pm_count_set *set,
                        pm_beta_point low, pm_beta_point *rate)
{
  enum { STEPS_MAX = 200 };
  pm_beta_point high = {1, 0};
  pm_beta_point at = low;
  for (int i = 0; i < STEPS_MAX; i++) {
    pm_jet now = f(alpha, set, at);
    *(now.value > 0 ? &high : &low) = at;
    double step = pm_step_to_zero(now);
    *rate = moved(at, step);
    bool is_inside = now.slope > 0 && is_between(low, *rate, high);
    if (is_inside && is_last(now, step))
      return PM_OK;
    if (!is_inside && high.y == 0)
      high = pm_rate_of_tail(alpha, set->above, set->n);
    at = is_inside ? *rate : middle(low, high);
    if (!is_inside && is_one_point(low, high)) {
      *rate = low;
      return PM_OK;
    }
  }
  return PM_ERROR_NUMERIC;
}

pm_status pm_limits_of_rate(pm_lower_rate *lower, const pm_level *level, const pm_case *data,
                            pm_interval *interval)
{
  pm_beta_point limit;
  pm_status status = PM_OK;
  if (data->x > 0) {
    status = lower(level, data->x, data->n, &limit);
    interval->lower = limit.x;
  }
  if (status == PM_OK && data->x < data->n) {
    status = lower(level, data->n - data->x, data->n, &limit);
    interval->upper = limit.y;
  }
  return status;
}
