/* binomial_search.c: rates at which a set of counts leaves out what it may.

   A tail of the binomial distribution is one of a beta distribution: x^a
   y^b/B(a,b) over a continued fraction. By the log-odds t of the rate its
   derivative is that power, up to the sign, and the power's own is the power
   times the excess a - (a+b) x; so Halley's method costs no more than Newton's.
   A search stays near where it begins, and there both tails are known: at other
   rates they follow by a series of the power, which costs less than a fraction.

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

/* The way from one rate to another: d, U = d/x and V = -d/y, and 1/(x y). */
typedef struct way {
  double d, u, v, over;
} way;

static way way_between(pm_beta_point from, pm_beta_point at)
{
  double d = at.x < at.y ? at.x - from.x : from.y - at.y;
  double over = 1 / (from.x * from.y);
  return (way){d, d * over * from.y, -d * over * from.x, over};
}

/* The series in d of a beta density over itself at d = 0, (1 + U)^(a-1)
   (1 + V)^(b-1), whose terms have a recurrence of three, and of its integral over d. */
typedef struct beta_series {
  double first, second; /* what the next term has of the last one, and of that before */
  double term, before;
  double density, integral;
} beta_series;

static beta_series series_of(const pm_beta *beta, way along)
{
  return (beta_series){.first = (beta->a - 1) * along.u + (beta->b - 1) * along.v,
                       .second = (beta->sum - 1) * along.u * along.v,
                       .term = 1};
}

/* Whether the terms fall, and all but the first are small. */
static bool is_short(const beta_series *series, way along)
{
  static const double FAR = 0.7;
  return fabs(series->first) < FAR && fabs(series->second) < FAR * FAR && fabs(along.u) < FAR &&
         fabs(along.v) < FAR;
}

static void add_term(beta_series *series, way along, double over)
{
  double next = (series->first * series->term + series->second * series->before) * over;
  series->density += series->term;
  series->integral += series->term * over;
  series->first -= along.u + along.v;
  series->second -= along.u * along.v;
  series->before = series->term;
  series->term = next;
}

static double rest_of(const beta_series *series)
{
  return fabs(series->term) + fabs(series->before);
}

/* The jet of a tail at `at` from that where the series begins. A slope is x y times
   one by the rate itself. */
static pm_jet jet_of(const beta_series *series, const pm_beta *beta, const pm_jet *there,
                     way along, pm_beta_point at)
{
  double density = there->slope * along.over;
  double slope = density * series->density * at.x * at.y;
  return (pm_jet){there->value + density * along.d * series->integral, slope,
                  slope * pm_beta_excess(beta, at)};
}

/* Both tails at `at` from those at the start, as far as series lead: side by side, as
   each of their terms waits for the one before. False: too far. */
static bool carry(const pm_count_set *set, pm_beta_point at, pm_left_out *out)
{
  static const double over[] = {1,        1.0 / 2,  1.0 / 3,  1.0 / 4,  1.0 / 5,  1.0 / 6,
                                1.0 / 7,  1.0 / 8,  1.0 / 9,  1.0 / 10, 1.0 / 11, 1.0 / 12,
                                1.0 / 13, 1.0 / 14, 1.0 / 15, 1.0 / 16, 1.0 / 17, 1.0 / 18,
                                1.0 / 19, 1.0 / 20, 1.0 / 21, 1.0 / 22, 1.0 / 23, 1.0 / 24};
  enum { TERMS_MOST = sizeof over / sizeof over[0] };
  way along = way_between(set->start, at);
  beta_series above = series_of(&set->upper, along);
  beta_series below = {.term = 0};
  if (set->below >= 0)
    below = series_of(&set->lower, along);
  if (!is_short(&above, along) || !is_short(&below, along))
    return false;
  int k = 0;
  for (; k < TERMS_MOST && rest_of(&above) + rest_of(&below) > DBL_EPSILON / 16; k++) {
    add_term(&above, along, over[k]);
    add_term(&below, along, over[k]);
  }
  out->above = jet_of(&above, &set->upper, &set->at_start.above, along, at);
  out->below = jet_of(&below, &set->lower, &set->at_start.below, along, at);
  return k < TERMS_MOST;
}

pm_left_out pm_left_out_at(const pm_count_set *set, pm_beta_point at)
{
  pm_left_out out = set->at_start;
  bool is_start = set->has_start && at.x == set->start.x && at.y == set->start.y;
  if (is_start || (set->has_start && carry(set, at, &out)))
    return out;
  return (pm_left_out){.below = jet_below(set, at), .above = jet_above(set, at)};
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

/* The ratio of neighbours from j to j + 1 is (n-j)/(j+1) odds. Four terms at a time,
   on one denominator. */
double pm_tail_ratio(double x, double n, double odds)
{
  double odds_2 = odds * odds;
  double odds_3 = odds_2 * odds;
  double odds_4 = odds_2 * odds_2;
  double sum = 0;
  double term = 1;
  for (double j = x; term > sum * (DBL_EPSILON / 64); j += 4) {
    double a = n - j;
    double b = j + 1;
    double a_2 = a * (a - 1);
    double a_3 = a_2 * (a - 2);
    double b_3_4 = (b + 2) * (b + 3);
    double b_2_4 = (b + 1) * b_3_4;
    double over = 1 / (b * b_2_4);
    sum += term * over *
           (b * b_2_4 + odds * a * b_2_4 + odds_2 * a_2 * b_3_4 + odds_3 * a_3 * (b + 3));
    term *= over * odds_4 * a_3 * (a - 3);
  }
  return sum;
}

/* Near the normal quantile with its correction for skewness (Cornish & Fisher
   1938); from there by steps of one. */
pm_last_count pm_last_below(double tail, double z, double n, pm_beta_point at)
{
  static const double SUMMED = 20; /* beyond, a tail has too many terms */
  double spread = sqrt(n * at.x * at.y);
  double guess = n * at.x - z * spread + (z * z - 1) * (at.y - at.x) / 6 - 0.5;
  double y = fmin(fmax(floor(guess), 0), n - 1);
  double odds = at.x / at.y;
  pm_count_set set = {.n = n, .below = y, .lower = pm_beta_make(y + 1, n - y)};
  double excess = pm_beta_excess(&set.lower, at);
  double mass = power_at(&set.lower, at, excess) / (at.x * (n - y));
  double below =
      spread < SUMMED ? mass * pm_tail_ratio(n - y, n, 1 / odds) : jet_below(&set, at).value;
  double next = mass * (n - y) / (y + 1) * odds;
  for (; below > tail && y >= 0; y--) {
    next = mass;
    below = y == 0 ? 0 : below - mass;
    mass *= y / ((n - y + 1) * odds);
  }
  for (; y >= 0 && y < n - 1 && below + next <= tail; y++) {
    below += next;
    next *= (n - y - 1) / (y + 2) * odds;
  }
  return (pm_last_count){y, below, next};
}

/* P(X <= y) changes by -(y + 1) q P(X = y + 1). */
pm_count_set pm_count_set_begin(const pm_last_count *last, double x, double n, double tail,
                                pm_beta_point at)
{
  pm_count_set set = pm_count_set_make(n, last->y, x);
  double rise = power_at(&set.upper, at, pm_beta_excess(&set.upper, at));
  set.has_start = true;
  set.start = at;
  set.at_start.above = (pm_jet){tail, rise, rise * pm_beta_excess(&set.upper, at)};
  if (set.below < 0)
    return set;
  double fall = last->next * (set.below + 1) * at.y;
  set.at_start.below = (pm_jet){last->below, -fall, -fall * pm_beta_excess(&set.lower, at)};
  return set;
}

pm_jet pm_log_ratio(pm_jet of, pm_jet over)
{
  double rise = of.slope / of.value;
  double fall = over.slope / over.value;
  return (pm_jet){log(of.value / over.value), rise - fall,
                  of.bend / of.value - rise * rise - (over.bend / over.value - fall * fall)};
}

pm_jet pm_above_to_rest(double alpha, const pm_left_out *out)
{
  pm_jet rest = {alpha - out->below.value, -out->below.slope, -out->below.bend};
  return rest.value > 0 ? pm_log_ratio(out->above, rest) : (pm_jet){INFINITY, 0, 0};
}

double pm_step_to_zero(pm_jet now)
{
  return -now.value / (now.slope - now.value * now.bend / (2 * now.slope));
}

pm_jet pm_left_out_to_alpha(double alpha, const pm_count_set *set, pm_beta_point at)
{
  pm_left_out out = pm_left_out_at(set, at);
  return pm_above_to_rest(alpha, &out);
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
  pm_count_set begun = *set;
  if (!set->has_start) {
    begun.start = low;
    begun.at_start = pm_left_out_at(set, low);
    begun.has_start = true;
  }
  for (int i = 0; i < STEPS_MAX; i++) {
    pm_jet now = f(alpha, &begun, at);
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
  pm_rate_search compliant = {.level = level, .x = data->x, .n = data->n};
  pm_rate_search others = {.level = level, .x = data->n - data->x, .n = data->n};
  pm_beta_point limit;
  pm_status status = PM_OK;
  if (compliant.x > 0) {
    status = lower(&compliant, &limit);
    interval->lower = limit.x;
  }
  if (status == PM_OK && others.x > 0) {
    status = lower(&others, &limit);
    interval->upper = limit.y;
  }
  return status;
}

pm_status pm_limits_of_rate_all(pm_lower_rate *lower, const pm_level *level, double n,
                                pm_interval *intervals)
{
  pm_status status = PM_OK;
  for (size_t x = (size_t)n; x > 0 && status == PM_OK; x--) {
    pm_rate_search of = {level, (double)x, n, intervals};
    pm_beta_point limit;
    status = lower(&of, &limit);
    intervals[x].lower = limit.x;
    intervals[(size_t)n - x].upper = limit.y;
  }
  return status;
}
