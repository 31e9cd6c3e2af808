/* check_interval_equations.c: thousands of random cases of every method for one
   rate against the equation that defines it, evaluated here in more digits and
   with none of the library's code: formulas as they are printed, and tails as
   sums of the terms of the definition.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "support.h"

#include <float.h>
#include <math.h>
#include <plusminus/interval.h>
#include <quadmath.h>
#include <stdint.h>

typedef long double real;

static const double TOLERANCE = 1e-12;

/* A formula that ends in a subtraction keeps fewer digits of a limit near 0,
   however it is computed: z itself is rounded. */
static const double FORMULA_TOLERANCE = 1e-10;

/* ---------------------------------------------------------------- cases -- */

enum { CASES = 2500 };

typedef struct problem {
  pm_case data;
  pm_level level;
  real tail; /* as the level's, and its normal quantile, in more digits */
  real z;
} problem;

/* splitmix64: the same cases on every machine. */
static double uniform(uint64_t *state)
{
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static double log_uniform(uint64_t *state, double low, double high)
{
  return low * exp(log(high / low) * uniform(state));
}

static double some_count(uint64_t *state, double n)
{
  double kind = uniform(state);
  double x = floor((n + 1) * uniform(state));
  if (kind < 0.4)
    x = floor(log_uniform(state, 1, n + 1)) - (kind < 0.1);
  return uniform(state) < 0.5 ? x : n - x;
}

static double some_population(uint64_t *state, double n)
{
  double most = 1e7;
  double kind = uniform(state);
  if (kind < 0.2)
    return fmin(most, n + floor(3 * uniform(state)));
  return fmin(most, floor(log_uniform(state, n, kind < 0.6 ? 4 * n : most)));
}

/* The z with P(Z > z) = tail, by Newton's method. */
static real normal_quantile(real tail)
{
  static const real root_half = 0.70710678118654752440L;
  static const real root_two_pi = 2.50662827463100050242L;
  real z = 0;
  for (int i = 0; i < 60; i++)
    z += (erfcl(z * root_half) / 2 - tail) * root_two_pi * expl(z * z / 2);
  return z;
}

/* Counts that are not whole, as effective ones are. */
static void add_fractions(uint64_t *state, pm_case *data)
{
  double n = data->n + uniform(state);
  if (data->population != 0)
    n = fmin(n, data->population);
  data->x = fmin(n, data->x + uniform(state));
  data->n = n;
}

static problem some_problem(uint64_t *state, unsigned flags)
{
  static const double confs[] = {0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999};
  double n = floor(log_uniform(state, 1, 1e7 + 1));
  double population = (flags & PM_INTERVAL_POPULATION) != 0 ? some_population(state, n) : 0;
  double kind = 14 * uniform(state);
  double conf = kind < 7 ? confs[(int)kind] : 1 - log_uniform(state, 1e-4, 0.5);
  problem made = {.data = {some_count(state, n), n, population}};
  if ((flags & PM_INTERVAL_WHOLE) == 0 && uniform(state) < 0.25)
    add_fractions(state, &made.data);
  pm_side side = (pm_side)fmax(0, floor(6 * uniform(state)) - 3);
  ck_assert_int_eq(pm_level_make(&made.level, conf, side, NULL), PM_OK);
  made.tail = (1 - (real)conf) / (side == PM_SIDE_TWO ? 2 : 1);
  made.z = normal_quantile(made.tail);
  return made;
}

/* ------------------------------------------------------------- formulas -- */

typedef struct limits {
  real lower;
  real upper;
} limits;

typedef limits formula(real x, real n, real population, real z);

static limits around(real centre, real half)
{
  return (limits){centre - half, centre + half};
}

static limits wald(real x, real n, real population, real z)
{
  (void)population;
  real p = x / n;
  return around(p, z * sqrtl(p * (1 - p) / n));
}

static limits wald_cc(real x, real n, real population, real z)
{
  real p = x / n;
  return around(p, wald(x, n, population, z).upper - p + 1 / (2 * n));
}

static limits wald_fpc(real x, real n, real population, real z)
{
  real p = x / n;
  if (n == 1)
    return (limits){0, 1};
  return around(p, z * sqrtl((1 - n / population) * p * (1 - p) / (n - 1)));
}

static limits wilson(real x, real n, real population, real z)
{
  (void)population;
  real p = x / n;
  real half = z * sqrtl(p * (1 - p) / n + z * z / (4 * n * n));
  return around((p + z * z / (2 * n)) / (1 + z * z / n), half / (1 + z * z / n));
}

/* The roots of (x/n - p)^2 = w p (1 - p), w = z^2 (N-n)/(n (N-1)). */
static limits wilson_fpc(real x, real n, real population, real z)
{
  real p = x / n;
  real w = z * z * (population - n) / (n * (population - 1));
  real root = sqrtl(w * (w + 4 * p * (1 - p)));
  return around((2 * p + w) / (2 * (1 + w)), root / (2 * (1 + w)));
}

/* As Newcombe 1998 prints method 4; a limit that half a record would take beyond
   0 or 1 has no such root. */
static limits wilson_cc(real x, real n, real population, real z)
{
  (void)population;
  real p = x / n;
  real q = 1 - p;
  real low = z * sqrtl(z * z - 2 - 1 / n + 4 * p * (n * q + 1));
  real high = z * sqrtl(z * z + 2 - 1 / n + 4 * p * (n * q - 1));
  real twice = 2 * (n + z * z);
  return (limits){x > 0.5L ? (2 * n * p + z * z - 1 - low) / twice : 0,
                  x < n - 0.5L ? (2 * n * p + z * z + 1 + high) / twice : 1};
}

static limits agresti_coull(real x, real n, real population, real z)
{
  return wald(x + z * z / 2, n + z * z, population, z);
}

static real sine_squared(real angle)
{
  static const real right_angle = 1.57079632679489661923L;
  if (angle <= 0)
    return 0;
  return angle < right_angle ? sinl(angle) * sinl(angle) : 1;
}

static limits arcsine(real x, real n, real population, real z)
{
  (void)population;
  limits angle = around(asinl(sqrtl((8 * x + 3) / (8 * n + 6))), z / sqrtl(4 * n));
  return (limits){sine_squared(angle.lower), sine_squared(angle.upper)};
}

static limits logit(real x, real n, real population, real z)
{
  (void)population;
  limits odds = around(logl(x / (n - x)), z * sqrtl(1 / x + 1 / (n - x)));
  return (limits){1 / (1 + expl(-odds.lower)), 1 / (1 + expl(-odds.upper))};
}

/* ------------------------------------------------------------ equations -- */

/* A point with p + q = 1, both in full, and what is counted there. A lower
   limit is looked at as it is; an upper one as that of the rest. */
typedef struct point {
  real x, n, population;
  real p, q;
  real tail, z;
} point;

/* How far the solution is from p. */
typedef real equation(const point *at);

static __float128 log_of(real p, real q)
{
  return p <= 0.5L ? logq((__float128)p) : log1pq(-(__float128)q);
}

/* p^a q^b Gamma(a+b) / (Gamma(a) Gamma(b)) */
static real beta_power(real a, real b, real p, real q)
{
  __float128 exponent = a * log_of(p, q) + b * log_of(q, p) + lgammaq((__float128)a + b) -
                        lgammaq((__float128)a) - lgammaq((__float128)b);
  return (real)expq(exponent);
}

static bool is_done(real term, real sum)
{
  return term < sum * 1e-21L;
}

typedef struct tail_sum {
  real first; /* P(X = x) */
  real total; /* P(X >= x) */
} tail_sum;

static tail_sum binomial_tail(const point *at)
{
  real x = at->x;
  real n = at->n;
  real first = x == n ? powl(at->p, n) : beta_power(x, n - x, at->p, at->q) * n / (x * (n - x));
  real term = 1;
  real sum = 1;
  for (real k = x; k < n && !is_done(term, sum); k++) {
    term *= (n - k) / (k + 1) * (at->p / at->q);
    sum += term;
  }
  return (tail_sum){first, first * sum};
}

static real mid_p(const point *at)
{
  tail_sum sums = binomial_tail(at);
  real slope = (at->x / at->p + (at->x < at->n ? (at->n - at->x) / at->q : 0)) / 2;
  return (at->tail - sums.total + sums.first / 2) / (sums.first * slope);
}

/* The power series of I_p(a, b) (DLMF 8.17.8) over its first factor. */
static real beta_series(real a, real b, real p)
{
  real term = 1 / a;
  real sum = term;
  for (real j = 0; !is_done(term, sum); j++) {
    term *= p * (a + b + j) / (a + 1 + j);
    sum += term;
  }
  return sum;
}

/* I_p(a, b) = tail */
static real beta_equation(const point *at, real a, real b)
{
  real power = beta_power(a, b, at->p, at->q);
  real lower =
      at->p <= 0.5L ? power * beta_series(a, b, at->p) : 1 - power * beta_series(b, a, at->q);
  return (at->tail - lower) / (power / (at->p * at->q));
}

static real jeffreys(const point *at)
{
  return beta_equation(at, at->x + 0.5L, at->n - at->x + 0.5L);
}

static real uniform_prior(const point *at)
{
  return beta_equation(at, at->x + 1, at->n - at->x + 1);
}

/* P(X >= x) = tail; what that is where the counts are not whole, the integral
   says. */
static real clopper_pearson(const point *at)
{
  if (at->x != floorl(at->x) || at->n != floorl(at->n))
    return beta_equation(at, at->x, at->n - at->x + 1);
  tail_sum sums = binomial_tail(at);
  return (at->tail - sums.total) / (at->x * sums.first / at->p);
}

/* 2 (l(phat) - l(p)) = z^2; with z = 0 it is the estimate. */
static real likelihood(const point *at)
{
  real x = at->x;
  real rest = at->n - x;
  __float128 size = at->n;
  __float128 fall = x * (logq(x / size) - log_of(at->p, at->q));
  if (rest > 0)
    fall += rest * (logq(rest / size) - log_of(at->q, at->p));
  real slope = at->n - x / at->p; /* times q: of the fall by p */
  real excess = at->z * at->z / 2 - (real)fall;
  return at->z == 0 ? x / at->n - at->p : excess * at->q / slope;
}

/* -------------------------------------------------- finite populations -- */

static tail_sum hypergeometric_tail(const point *at, real compliant)
{
  if (at->x > compliant)
    return (tail_sum){0, 0};
  real n = at->n;
  real others = at->population - compliant;
  real most = fminl(n, compliant);
  __float128 cells[] = {at->x, n - at->x, compliant - at->x, others - (n - at->x)};
  __float128 sums[] = {n, at->population - n, compliant, others};
  __float128 exponent = -lgammaq((__float128)at->population + 1);
  for (int i = 0; i < 4; i++)
    exponent += lgammaq(sums[i] + 1) - lgammaq(cells[i] + 1);
  real first = (real)expq(exponent);
  real term = 1;
  real sum = 1;
  for (real k = at->x; k < most && !is_done(term, sum); k++) {
    term *= (compliant - k) * (n - k) / ((k + 1) * (others - n + k + 1));
    sum += term;
  }
  return (tail_sum){first, first * sum};
}

/* The smallest M with a tail above the level's: 0 when M = p N is that one. A
   limit that is the estimate is only known to be no larger than M/N. */
static real smallest_count(const point *at, real share)
{
  real count = at->p * at->population;
  bool is_estimate = at->p <= 1 && fabsl(at->p - at->x / at->n) < 1e-15L;
  if (is_estimate)
    count = ceill(at->x * at->population / at->n - 1e-9L);
  real whole = roundl(count);
  if (fabsl(whole - count) > 1e-8L)
    return 1;
  tail_sum here = hypergeometric_tail(at, whole);
  tail_sum before = hypergeometric_tail(at, whole - 1);
  real slack = TOLERANCE * at->tail;
  bool is_first = before.total - share * before.first <= at->tail + slack;
  bool is_accepted = is_estimate || here.total - share * here.first >= at->tail - slack;
  return is_first && is_accepted ? 0 : 1;
}

static real hypergeometric(const point *at)
{
  return smallest_count(at, 0);
}

static real mid_p_hypergeometric(const point *at)
{
  return smallest_count(at, 0.5L);
}

/* -------------------------------------------------------------- methods -- */

typedef struct definition {
  const char *method;
  formula *formula;
  equation *equation; /* where there is no formula, or beside it at the ends */
} definition;

static const definition definitions[] = {
    {.method = "wilson", .formula = wilson},
    {.method = "wilson-cc", .formula = wilson_cc},
    {.method = "clopper-pearson", .equation = clopper_pearson},
    {.method = "mid-p", .equation = mid_p},
    {.method = "likelihood", .equation = likelihood},
    {.method = "jeffreys", .equation = jeffreys},
    {.method = "uniform", .equation = uniform_prior},
    {.method = "agresti-coull", .formula = agresti_coull},
    {.method = "arcsine", .formula = arcsine},
    {.method = "logit", .formula = logit, .equation = clopper_pearson},
    {.method = "wald", .formula = wald},
    {.method = "wald-cc", .formula = wald_cc},
    {.method = "hypergeometric", .equation = hypergeometric},
    {.method = "mid-p-hypergeometric", .equation = mid_p_hypergeometric},
    {.method = "wilson-fpc", .formula = wilson_fpc},
    {.method = "wald-fpc", .formula = wald_fpc},
};
enum { DEFINITION_COUNT = sizeof definitions / sizeof definitions[0] };

/* What the library promises of every method. */
static real settled(real limit, real least, real most)
{
  return fminl(fmaxl(limit, least), most);
}

static void assert_formula(const definition *d, const problem *given, pm_interval found)
{
  pm_case data = given->data;
  limits raw = d->formula(data.x, data.n, data.population, given->z);
  real p = (real)data.x / data.n;
  real lower = data.x == 0 || given->level.side == PM_SIDE_UPPER ? 0 : settled(raw.lower, 0, p);
  real upper = given->level.side == PM_SIDE_LOWER ? 1 : settled(raw.upper, p, 1);
  assert_close(found.lower, (double)lower, FORMULA_TOLERANCE,
               "%s, %.17g of %.17g from %g, conf %.17g", d->method, data.x, data.n,
               data.population, given->level.conf);
  assert_close(found.upper, (double)upper, FORMULA_TOLERANCE,
               "%s, %.17g of %.17g from %g, conf %.17g", d->method, data.x, data.n,
               data.population, given->level.conf);
}

/* A limit of 0 or 1 where one is not exact is what the double next to it rounds
   to: the solution is closer to it than to that one. */
static bool is_rounded(const definition *d, point at, real limit)
{
  at.p = limit > 0 ? DBL_EPSILON / 2 : DBL_MIN;
  at.q = 1 - at.p;
  return d->equation(&at) <= 0;
}

/* A limit that is the estimate may be so because the equation's is beyond it. */
static bool is_solution(const definition *d, const point *at, real limit)
{
  if (at->p <= 0)
    return is_rounded(d, *at, limit);
  real off = d->equation(at);
  bool is_estimate = fabsl(at->p - at->x / at->n) <= 1e-16L;
  return fabsl(off) <= TOLERANCE * limit || (is_estimate && off > 0);
}

static void assert_equation(const definition *d, const problem *given, pm_interval found)
{
  pm_case data = given->data;
  point lower = {data.x,      data.n,  data.population, found.lower, 1 - (real)found.lower,
                 given->tail, given->z};
  point upper = {(real)data.n - data.x, data.n,      data.population, 1 - (real)found.upper,
                 found.upper,           given->tail, given->z};
  bool no_lower = data.x == 0 || given->level.side == PM_SIDE_UPPER;
  bool no_upper = data.x == data.n || given->level.side == PM_SIDE_LOWER;
  bool right_lower = no_lower ? found.lower == 0 : is_solution(d, &lower, found.lower);
  bool right_upper = no_upper ? found.upper == 1 : is_solution(d, &upper, found.upper);
  ck_assert_msg(right_lower && right_upper,
                "%s, %.17g of %.17g from %g, conf %.17g, side %d: %.17g-%.17g", d->method,
                data.x, data.n, data.population, given->level.conf, (int)given->level.side,
                found.lower, found.upper);
}

static void assert_census(const problem *given, pm_interval found)
{
  double p = given->data.x / given->data.n;
  ck_assert(found.lower == (given->level.side == PM_SIDE_UPPER ? 0 : p));
  ck_assert(found.upper == (given->level.side == PM_SIDE_LOWER ? 1 : p));
}

START_TEST(random_cases_meet_the_definition)
{
  const definition *d = &definitions[_i];
  const pm_interval_method *method = pm_interval_find(d->method);
  ck_assert_msg(method != NULL, "%s", d->method);
  uint64_t state = 1998;
  for (int i = 0; i < CASES; i++) {
    problem given = some_problem(&state, method->flags);
    pm_case data = given.data;
    pm_interval found;
    ck_assert_int_eq(pm_interval_compute(method, &given.level, &data, &found, NULL), PM_OK);
    bool at_end = data.x == 0 || data.x == data.n;
    if (data.n == data.population)
      assert_census(&given, found);
    else if (d->formula != NULL && !(d->equation != NULL && at_end))
      assert_formula(d, &given, found);
    else
      assert_equation(d, &given, found);
  }
}
END_TEST

int main(void)
{
  TCase *tests;
  Suite *suite = support_suite("interval_equations", &tests);
  tcase_add_loop_test(tests, random_cases_meet_the_definition, 0, DEFINITION_COUNT);
  return support_run(suite);
}
