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

pm_left_out pm_left_out_at(const pm_count_set *set, pm_beta_point at)
{
  pm_left_out out = {{0, 0, 0}, {0, 0, 0}};
  if (set->below >= 0) {
    const pm_beta *beta = &set->lower;
    double excess = pm_beta_excess(beta, at);
    double power = power_at(beta, at, excess);
    double mass = power / pm_beta_fraction(beta->b, beta->a, pm_mirrored(at), -excess);
    out.below = (pm_jet){mass, -power, -power * excess};
  }
  const pm_beta *beta = &set->upper;
  double excess = pm_beta_excess(beta, at);
  double power = power_at(beta, at, excess);
  double mass = power / pm_beta_fraction(beta->a, beta->b, at, excess);
  out.above = (pm_jet){mass, power, power * excess};
  return out;
}

/* From whichever of the rate and its complement is likely to be the smaller. */
pm_beta_point pm_rate_of_tail(double tail, double x, double n)
{
  double rest = n - x + 1;
  if (x <= rest) {
    double p = pm_beta_quantile(tail, x, rest, PM_TAIL_LOWER);
    return (pm_beta_point){p, 1 - p};
  }
  double q = pm_beta_quantile(tail, rest, x, PM_TAIL_UPPER);
  return (pm_beta_point){1 - q, q};
}

/* Near the normal quantile with its correction for skewness (Cornish & Fisher
   1938); from there by steps of one. */
double pm_last_below(double tail, double n, pm_beta_point at)
{
  double z = pm_normal_quantile(tail, PM_TAIL_UPPER);
  double spread = sqrt(n * at.x * at.y);
  double guess = n * at.x - z * spread + (z * z - 1) * (at.y - at.x) / 6 - 0.5;
  double y = fmin(fmax(floor(guess), -1), n - 1);
  double mass = pm_binomial_pmf(y + 1, n, at.x);
  double below = pm_binomial_tail(y, n, at.x, PM_TAIL_LOWER);
  while (below <= tail && y < n - 1 && below + mass <= tail) {
    y++;
    below += mass;
    mass *= (n - y) / (y + 1) * (at.x / at.y);
  }
  while (below > tail && y >= 0) {
    mass *= (y + 1) / (n - y) * (at.y / at.x);
    below -= mass;
    y--;
  }
  return y;
}

/* The logarithm of a probability over another number. */
static pm_jet log_of(pm_jet of, double over)
{
  double slope = of.slope / of.value;
  return (pm_jet){log(of.value / over), slope, of.bend / of.value - slope * slope};
}

/* What rises through 0 at the rate that is looked for. */
typedef pm_jet equation(double alpha, const pm_left_out *out);

static pm_jet mass_to_alpha(double alpha, const pm_left_out *out)
{
  const pm_jet *a = &out->below;
  const pm_jet *b = &out->above;
  return log_of((pm_jet){a->value + b->value, a->slope + b->slope, a->bend + b->bend}, alpha);
}

static pm_jet above_to_below(double alpha, const pm_left_out *out)
{
  (void)alpha;
  pm_jet up = log_of(out->above, out->below.value);
  pm_jet down = log_of(out->below, out->below.value);
  return (pm_jet){up.value, up.slope - down.slope, up.bend - down.bend};
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
  return at.x >= low.x && at.y <= low.y && at.x <= high.x && at.y >= high.y;
}

static pm_beta_point middle(pm_beta_point low, pm_beta_point high)
{
  return moved(low, log(high.x / low.x * (low.y / high.y)) / 2);
}

/* A bracket, and where to look first. */
typedef struct bracket {
  pm_beta_point low, at, high;
} bracket;

static bool is_used_up(const bracket *b)
{
  return b->high.x <= b->low.x * (1 + DBL_EPSILON) || b->high.y >= b->low.y * (1 - DBL_EPSILON);
}

/* Halley's method, and halving the bracket where it would leave it. What is left
   after a step is about the cube of what there was. */
static pm_status solve(equation *f, double alpha, const pm_count_set *set, bracket b,
                       pm_beta_point *root)
{
  enum { STEPS_MAX = 200 };
  static const double cubed_is_nothing = 3e-6;
  for (int i = 0; i < STEPS_MAX; i++) {
    pm_left_out out = pm_left_out_at(set, b.at);
    pm_jet now = f(alpha, &out);
    *(now.value > 0 ? &b.high : &b.low) = b.at;
    double slope = now.slope - now.value * now.bend / (2 * now.slope);
    *root = moved(b.at, -now.value / slope);
    bool is_inside = now.slope > 0 && slope > 0 && is_between(b.low, *root, b.high);
    if (is_inside && fabs(now.value) < cubed_is_nothing)
      return PM_OK;
    b.at = is_inside ? *root : middle(b.low, b.high);
    if (!is_inside && is_used_up(&b)) {
      *root = b.low;
      return PM_OK;
    }
  }
  return PM_ERROR_NUMERIC;
}

/* Beyond the rate at which what is above alone is alpha there is none. */
pm_status pm_left_out_reaches(double alpha, const pm_count_set *set, pm_beta_point low,
                              pm_beta_point *rate)
{
  bracket b = {low, low, pm_rate_of_tail(alpha, set->above, set->n)};
  if (set->below >= 0)
    return solve(mass_to_alpha, alpha, set, b, rate);
  *rate = b.high;
  return PM_OK;
}

pm_status pm_left_out_is_even(const pm_count_set *set, pm_beta_point low, pm_beta_point high,
                              pm_beta_point *rate)
{
  return solve(above_to_below, 1, set, (bracket){low, low, high}, rate);
}
