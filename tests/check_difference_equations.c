/* check_difference_equations.c: thousands of random pairs for every closed form
   for two rates against the formula as it is printed, evaluated here in
   quadruple precision and with none of the library's code; the p-value is that
   of the level at which the printed limit is no difference.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "bits.h"
#include "support.h"

#include <math.h>
#include <plusminus/difference.h>
#include <quadmath.h>

typedef __float128 real;

/* Relative: to a ratio, a p-value, or, for a limit of a difference, to how far it
   is from 0 and from the estimate together. */
static const double TOLERANCE = 1e-12;
static const double P_TOLERANCE = 1e-10;

/* A smaller one hangs on the last digits of limits more than 20 standard errors
   out, which hardly move with z there. */
static const double LEAST_P = 1e-100;

enum { CASES = 2500, HALVINGS = 90, NEWTON_STEPS = 40, Z_MOST = 40 };

/* ---------------------------------------------------------------- cases -- */

/* One of the two samples; y are those not compliant. */
typedef struct sample {
  real x, y, n, population;
} sample;

typedef struct two_samples {
  sample first, second;
} two_samples;

typedef struct problem {
  pm_pair pair;
  pm_level level;
  two_samples samples; /* the pair's, and the level's quantile, in more digits */
  real z;
} problem;

static double uniform(uint64_t *state)
{
  return (double)(next_random(state) >> 11) * 0x1p-53;
}

static double log_uniform(uint64_t *state, double low, double high)
{
  return low * exp(log(high / low) * uniform(state));
}

/* None, all, a few, or any number. */
static double some_count(uint64_t *state, double n)
{
  double kind = uniform(state);
  double x = floor((n + 1) * uniform(state));
  if (kind < 0.4)
    x = floor(log_uniform(state, 1, n + 1)) - (kind < 0.1);
  return uniform(state) < 0.5 ? x : n - x;
}

/* One that is up to six standard errors from the rate, so that p-values of all
   sizes occur. */
static double count_near(uint64_t *state, double n, double rate)
{
  double off = (12 * uniform(state) - 6) * sqrt(n * rate * (1 - rate));
  return fmin(fmax(round(n * rate + off), 0), n);
}

/* Large, a census, hardly more than the sample, or any; 0 stands for large. */
static double some_population(uint64_t *state, double n)
{
  double kind = uniform(state);
  if (kind < 0.2)
    return 0;
  if (kind < 0.4)
    return n + floor(3 * uniform(state));
  return floor(log_uniform(state, n, kind < 0.7 ? 4 * n : 1e8));
}

static pm_pair some_pair(uint64_t *state, bool is_finite)
{
  double n1 = floor(log_uniform(state, 1, 1e7 + 1));
  double n2 = floor(log_uniform(state, 1, 1e7 + 1));
  double x1 = some_count(state, n1);
  double x2 = uniform(state) < 0.5 ? count_near(state, n2, x1 / n1) : some_count(state, n2);
  double population1 = is_finite ? some_population(state, n1) : 0;
  double population2 = is_finite ? some_population(state, n2) : 0;
  return (pm_pair){x1, n1, x2, n2, population1, population2};
}

/* Counts that are not whole, as effective ones are. */
static void add_fractions(uint64_t *state, pm_pair *pair)
{
  double n1 = pair->n1 + uniform(state);
  double n2 = pair->n2 + uniform(state);
  pair->n1 = pair->population1 == 0 ? n1 : fmin(n1, pair->population1);
  pair->n2 = pair->population2 == 0 ? n2 : fmin(n2, pair->population2);
  pair->x1 = fmin(pair->x1 + uniform(state), pair->n1);
  pair->x2 = fmin(pair->x2 + uniform(state), pair->n2);
}

static real upper_tail(real z)
{
  return erfcq(z / sqrtq(2)) / 2;
}

/* The z with P(Z > z) = tail, by Newton's method. */
static real normal_quantile(real tail)
{
  real root_two_pi = sqrtq(8 * atanq(1));
  real z = 0;
  for (int i = 0; i < NEWTON_STEPS; i++)
    z += (upper_tail(z) - tail) * root_two_pi * expq(z * z / 2);
  return z;
}

static problem some_problem(uint64_t *state, unsigned flags)
{
  static const double confs[] = {0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999};
  double kind = 2 * (double)COUNT(confs) * uniform(state);
  bool is_usual = kind < (double)COUNT(confs);
  double conf = is_usual ? confs[(int)kind] : 1 - log_uniform(state, 1e-4, 0.5);
  pm_pair pair = some_pair(state, (flags & PM_DIFFERENCE_POPULATION) != 0);
  if (uniform(state) < 0.25)
    add_fractions(state, &pair);
  pm_side side = (pm_side)fmax(0, floor(6 * uniform(state)) - 3);
  problem made = {.pair = pair,
                  .samples = {{pair.x1, (real)pair.n1 - pair.x1, pair.n1, pair.population1},
                              {pair.x2, (real)pair.n2 - pair.x2, pair.n2, pair.population2}}};
  ck_assert_int_eq(pm_level_make(&made.level, conf, side, NULL), PM_OK);
  made.z = normal_quantile((1 - (real)conf) / (side == PM_SIDE_TWO ? 2 : 1));
  return made;
}

/* ------------------------------------------------------------- formulas -- */

typedef struct limits {
  real lower, upper;
} limits;

typedef limits formula(pm_scale scale, const two_samples *s, real z);

static limits range_of(pm_scale scale)
{
  return scale == PM_SCALE_DIFFERENCE ? (limits){-1, 1} : (limits){0, (real)INFINITY};
}

static limits around(real centre, real half)
{
  return (limits){centre - half, centre + half};
}

static real estimate_of(pm_scale scale, const two_samples *s)
{
  real p1 = s->first.x / s->first.n;
  real p2 = s->second.x / s->second.n;
  if (scale == PM_SCALE_DIFFERENCE)
    return p1 - p2;
  if (scale == PM_SCALE_RATIO)
    return p1 / p2;
  return (s->first.x / s->first.y) / (s->second.x / s->second.y);
}

/* Of the rate, its logarithm (Katz et al. 1978), or that of its odds (Woolf
   1955): 1/x - 1/n, and 1/x + 1/y, in a large population. In a finite one that
   was not audited in full, n becomes (n - 1)/(1 - n/N) (Cochran 1977, section
   3.2), and one record says nothing. What is counted in full has no variance. */
static real variance(pm_scale scale, const sample *s)
{
  if (s->population == s->n)
    return 0;
  if (s->population != 0 && s->n <= 1)
    return (real)INFINITY;
  real correction = s->population == 0 ? 1 : (1 - s->n / s->population) * s->n / (s->n - 1);
  if (scale == PM_SCALE_DIFFERENCE)
    return s->x * s->y == 0 ? 0 : correction * s->x * s->y / (s->n * s->n * s->n);
  if (scale == PM_SCALE_RATIO)
    return s->y == 0 ? 0 : correction * (1 / s->x - 1 / s->n);
  return correction * (1 / s->x + 1 / s->y);
}

/* Of the logarithm of 0, say, the data tell nothing. */
static limits wald(pm_scale scale, const two_samples *s, real z)
{
  real se = sqrtq(variance(scale, &s->first) + variance(scale, &s->second));
  if (!finiteq(se))
    return range_of(scale);
  real estimate = estimate_of(scale, s);
  if (scale == PM_SCALE_DIFFERENCE)
    return around(estimate, z * se);
  limits logs = around(logq(estimate), z * se);
  return (limits){expq(logs.lower), expq(logs.upper)};
}

/* One record of each kind added to as many as the sample is worth; none to a
   census, which is kept. */
static sample with_two_more(const sample *s)
{
  if (s->population == s->n)
    return *s;
  real worth = s->population == 0 ? 1 : (s->population - 1) / (s->population - s->n);
  return (sample){worth * s->x + 1, worth * s->y + 1, worth * s->n + 2, 0};
}

/* Agresti & Caffo 2000: wald of the samples with two more. */
static limits agresti_caffo(pm_scale scale, const two_samples *s, real z)
{
  two_samples more = {with_two_more(&s->first), with_two_more(&s->second)};
  return wald(scale, &more, z);
}

/* A rate or odds and its limits. */
typedef struct margin {
  real estimate, lower, upper;
} margin;

static real odds(real p)
{
  return p / (1 - p);
}

/* The roots of (x/n - p)^2 = w p (1 - p), w = z^2/n, or z^2 (N-n)/(n (N-1)). */
static margin wilson(pm_scale scale, const sample *s, real z)
{
  real p = s->x / s->n;
  real w = z * z / s->n;
  if (s->population != 0 && s->population == s->n)
    w = 0;
  else if (s->population != 0)
    w *= (s->population - s->n) / (s->population - 1);
  real half = sqrtq(w * (w + 4 * p * (1 - p))) / (2 * (1 + w));
  limits l = around((2 * p + w) / (2 * (1 + w)), half);
  real lower = s->x == 0 ? 0 : l.lower;
  real upper = s->y == 0 ? 1 : l.upper;
  if (scale == PM_SCALE_ODDS)
    return (margin){s->x / s->y, odds(lower), odds(upper)};
  return (margin){p, lower, upper};
}

/* Newcombe 1998, method 10. */
static limits mover_difference(const margin *a, const margin *b)
{
  real d = a->estimate - b->estimate;
  return (limits){d - hypotq(a->estimate - a->lower, b->upper - b->estimate),
                  d + hypotq(a->upper - a->estimate, b->estimate - b->lower)};
}

/* The smaller root of t^2 a - 2 t b + c, where a may be 0. */
static real smaller_root(real a, real b, real c)
{
  return a == 0 ? c / (2 * b) : (b - sqrtq(fmaxq(b * b - a * c, 0))) / a;
}

/* Donner & Zou 2012, section 3. The upper limit of a ratio to something that
   may be 0 is infinite. */
static limits mover_ratio(const margin *a, const margin *b)
{
  real product = a->estimate * b->estimate;
  real lower = smaller_root(b->upper * (2 * b->estimate - b->upper), product,
                            a->lower * (2 * a->estimate - a->lower));
  real below = b->lower * (2 * b->estimate - b->lower);
  real above = a->upper * (2 * a->estimate - a->upper);
  real upper = b->lower == 0
                   ? (real)INFINITY
                   : (product + sqrtq(fmaxq(product * product - below * above, 0))) / below;
  return (limits){lower, upper};
}

/* Fagerland & Newcombe 2013, table III: those not compliant are counted, the
   groups exchanged. */
static two_samples exchanged(const two_samples *s)
{
  sample first = {s->second.y, s->second.x, s->second.n, s->second.population};
  sample second = {s->first.y, s->first.x, s->first.n, s->first.population};
  return (two_samples){first, second};
}

static limits newcombe(pm_scale scale, const two_samples *given, real z)
{
  bool is_odds = scale == PM_SCALE_ODDS;
  bool is_infinite = is_odds && (given->first.y == 0 || given->second.y == 0);
  two_samples s = is_infinite ? exchanged(given) : *given;
  margin a = wilson(scale, &s.first, z);
  margin b = wilson(scale, &s.second, z);
  if (scale == PM_SCALE_DIFFERENCE)
    return mover_difference(&a, &b);
  if (is_odds && s.first.y == 0) /* all against none */
    return (limits){a.lower / b.upper, (real)INFINITY};
  if (is_odds && s.second.y == 0)
    return (limits){0, a.upper / b.lower};
  return mover_ratio(&a, &b);
}

/* -------------------------------------------------------------- p-values -- */

/* Whether the limits at z leave out no difference. */
static bool is_left_out(formula *f, pm_scale scale, const two_samples *s, real z)
{
  real null = scale == PM_SCALE_DIFFERENCE ? 0 : 1;
  limits l = f(scale, s, z);
  real estimate = estimate_of(scale, s);
  return (estimate > null && l.lower > null) || (estimate < null && l.upper < null);
}

/* The least z at which they do not; 0 for an estimate of no difference, or one on
   the other side of it than the centre. */
static real critical_z(formula *f, pm_scale scale, const two_samples *s)
{
  real low = 0;
  real high = Z_MOST;
  if (!is_left_out(f, scale, s, low))
    return 0;
  if (is_left_out(f, scale, s, high))
    return high;
  for (int i = 0; i < HALVINGS; i++) {
    real middle = (low + high) / 2;
    if (is_left_out(f, scale, s, middle))
      low = middle;
    else
      high = middle;
  }
  return low;
}

/* Limits that are the ends of the scale at every level have one of 1. */
static real p_value(formula *f, pm_scale scale, const problem *given)
{
  limits l = f(scale, &given->samples, 0);
  limits range = range_of(scale);
  if (l.lower == range.lower && l.upper == range.upper)
    return 1;
  real z = critical_z(f, scale, &given->samples);
  bool is_higher = given->samples.first.x * given->samples.second.n >
                   given->samples.second.x * given->samples.first.n;
  if (given->level.side == PM_SIDE_TWO)
    return 2 * upper_tail(z);
  return upper_tail(is_higher == (given->level.side == PM_SIDE_LOWER) ? z : -z);
}

/* ---------------------------------------------------------------- tests -- */

typedef struct definition {
  const char *method;
  pm_scale scale;
  formula *formula;
} definition;

static const definition definitions[] = {
    {"wald", PM_SCALE_DIFFERENCE, wald},
    {"wald", PM_SCALE_RATIO, wald},
    {"wald", PM_SCALE_ODDS, wald},
    {"newcombe", PM_SCALE_DIFFERENCE, newcombe},
    {"newcombe", PM_SCALE_RATIO, newcombe},
    {"newcombe", PM_SCALE_ODDS, newcombe},
    {"agresti-caffo", PM_SCALE_DIFFERENCE, agresti_caffo},
};

static void assert_near(const definition *d, const problem *given, const char *what,
                        double found, real expected, real slack)
{
  const pm_pair *pair = &given->pair;
  real off = fabsq(found - expected);
  expect(found == (double)expected || off <= slack,
         "%s, scale %d, %.17g of %.17g from %.17g, %.17g of %.17g from %.17g, conf %.17g, "
         "side %d: %s %.17g, not %.17g, off by %.3g, allowed %.3g",
         d->method, (int)d->scale, pair->x1, pair->n1, pair->population1, pair->x2, pair->n2,
         pair->population2, given->level.conf, (int)given->level.side, what, found,
         (double)expected, (double)off, (double)slack);
}

static void assert_limit(const definition *d, const problem *given, const char *what,
                         double found, real expected)
{
  real size = fabsq(expected);
  if (d->scale == PM_SCALE_DIFFERENCE)
    size += fabsq(expected - estimate_of(d->scale, &given->samples));
  assert_near(d, given, what, found, expected, TOLERANCE * size);
}

/* The limits that were asked for, within the scale and on their sides of the
   estimate. */
static limits expected_limits(const definition *d, const problem *given)
{
  real estimate = estimate_of(d->scale, &given->samples);
  limits range = range_of(d->scale);
  limits raw = d->formula(d->scale, &given->samples, given->z);
  bool no_lower = given->level.side == PM_SIDE_UPPER;
  bool no_upper = given->level.side == PM_SIDE_LOWER;
  return (limits){no_lower ? range.lower : fminq(fmaxq(raw.lower, range.lower), estimate),
                  no_upper ? range.upper : fmaxq(fminq(raw.upper, range.upper), estimate)};
}

static void assert_definition(const definition *d, const problem *given, pm_difference found)
{
  limits expected = expected_limits(d, given);
  real p = p_value(d->formula, d->scale, given);
  assert_limit(d, given, "estimate", found.estimate, estimate_of(d->scale, &given->samples));
  assert_limit(d, given, "lower", found.lower, expected.lower);
  assert_limit(d, given, "upper", found.upper, expected.upper);
  assert_near(d, given, "p-value", found.p_value, p, P_TOLERANCE * fmaxq(p, LEAST_P));
}

static void assert_nothing_known(pm_scale scale, pm_difference found)
{
  limits range = range_of(scale);
  expect(isnan(found.estimate) && found.lower == range.lower && found.upper == range.upper &&
             found.p_value == 1,
         "0/0: %g-%g, p = %g", found.lower, found.upper, found.p_value);
}

START_TEST(random_pairs_meet_the_definition)
{
  const definition *d = &definitions[_i];
  const pm_difference_method *method = pm_difference_find(d->method);
  ck_assert_msg(method != NULL, "%s", d->method);
  uint64_t state = 1998;
  int known = 0;
  while (known < CASES) {
    problem given = some_problem(&state, method->flags);
    pm_difference found;
    pm_status status =
        pm_difference_compute(method, &given.level, d->scale, &given.pair, &found, NULL);
    expect(status == PM_OK, "%s: status %d", d->method, (int)status);
    if (isnanq(estimate_of(d->scale, &given.samples))) {
      assert_nothing_known(d->scale, found);
      continue;
    }
    assert_definition(d, &given, found);
    known++;
  }
}
END_TEST

int main(void)
{
  TCase *tests;
  Suite *suite = support_suite("difference_equations", &tests);
  tcase_add_loop_test(tests, random_pairs_meet_the_definition, 0, (int)COUNT(definitions));
  return support_run(suite);
}
