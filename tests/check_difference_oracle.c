/* check_difference_oracle.c: the methods for two rates against limits and
   p-values from the equations that define them and from R, against printed
   ones, and, for the exact interval, against its definition spelled out.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "support.h"

#include <math.h>
#include <plusminus/difference.h>
#include <string.h>

static const char ORACLE[] = "oracle/difference.csv";

static pm_side side_of(const char *text)
{
  if (strcmp(text, "lower") == 0)
    return PM_SIDE_LOWER;
  return strcmp(text, "upper") == 0 ? PM_SIDE_UPPER : PM_SIDE_TWO;
}

static pm_scale scale_of(const char *text)
{
  if (strcmp(text, "ratio") == 0)
    return PM_SCALE_RATIO;
  return strcmp(text, "odds") == 0 ? PM_SCALE_ODDS : PM_SCALE_DIFFERENCE;
}

static pm_difference compute(const char *name, const pm_level *level, pm_scale scale,
                             const pm_pair *pair)
{
  const pm_difference_method *method = pm_difference_find(name);
  pm_difference found;
  pm_error error = {0};
  ck_assert_msg(method != NULL, "unknown method %s", name);
  pm_status status = pm_difference_compute(method, level, scale, pair, &found, &error);
  ck_assert_msg(status == PM_OK, "%s: %s", name, error.faults[0].text);
  return found;
}

static pm_level level_at(double conf, pm_side side)
{
  pm_level level;
  ck_assert_int_eq(pm_level_make(&level, conf, side, NULL), PM_OK);
  return level;
}

static pm_difference compute_row(const support_rows *rows)
{
  pm_pair pair = {support_number(rows, "x1"),          support_number(rows, "n1"),
                  support_number(rows, "x2"),          support_number(rows, "n2"),
                  support_number(rows, "population1"), support_number(rows, "population2")};
  pm_level level = level_at(support_number(rows, "conf"), side_of(support_text(rows, "side")));
  return compute(support_text(rows, "method"), &level, scale_of(support_text(rows, "scale")),
                 &pair);
}

/* Differences to so much of the scale, ratios to so much of themselves. NaN: R
   has too few digits for it. */
static void assert_limit(const support_rows *rows, const char *column, double found,
                         double tolerance)
{
  double expected = support_number(rows, column);
  bool is_ratio = scale_of(support_text(rows, "scale")) != PM_SCALE_DIFFERENCE;
  double scale = is_ratio ? fabs(expected) : 1;
  ck_assert_msg(isnan(expected) || found == expected ||
                    fabs(found - expected) <= tolerance * scale,
                "line %d, %s: %.17g, not %.17g, off by %.3g", support_line(rows), column, found,
                expected, fabs(found - expected) / scale);
}

START_TEST(limits_solve_their_equations)
{
  support_rows *rows = support_rows_open(ORACLE);
  while (support_rows_next(rows)) {
    pm_difference found = compute_row(rows);
    assert_limit(rows, "lower", found.lower, 1e-12);
    assert_limit(rows, "upper", found.upper, 1e-12);
    assert_close(found.p_value, support_number(rows, "p_value"), 1e-11, "line %d",
                 support_line(rows));
  }
  support_rows_free(rows);
}
END_TEST

START_TEST(limits_are_those_of_r)
{
  support_rows *rows = support_rows_open(ORACLE);
  while (support_rows_next(rows)) {
    pm_difference found = compute_row(rows);
    assert_limit(rows, "lower_r", found.lower, 1e-10);
    assert_limit(rows, "upper_r", found.upper, 1e-10);
    double p_value = support_number(rows, "p_value_r");
    if (!isnan(p_value))
      assert_close(found.p_value, p_value, 1e-10, "line %d", support_line(rows));
  }
  support_rows_free(rows);
}
END_TEST

START_TEST(every_row_has_an_oracle)
{
  for (size_t i = 0; i < pm_difference_family.count; i++) {
    const char *name = pm_difference_family.at(i)->name;
    size_t count = 0;
    support_rows *rows = support_rows_open(ORACLE);
    while (support_rows_next(rows))
      count += strcmp(support_text(rows, "method"), name) == 0;
    support_rows_free(rows);
    bool is_spelled_out = strcmp(name, "exact-unconditional") == 0;
    ck_assert_msg(is_spelled_out || count >= 100, "%s has %zu lines in %s", name, count,
                  ORACLE);
  }
}
END_TEST

/* -------------------------------------------------------------- printed -- */

/* Newcombe 1998, Statistics in Medicine 17, 873-890, table II: 95 %, four
   decimals. The same figures stand, as that table's, in the tests of two public
   packages: DeepPSP/DBCI, test/test-data/newcombee.csv (all eight pairs, all of
   these methods), and of mergeron, test_proportions_tests (all but wald). */
typedef struct printed_row {
  double x1, n1, x2, n2;
  double wald[2], mee[2], miettinen_nurminen[2], newcombe[2];
} printed_row;

static const printed_row printed[] = {
    {56, 70, 48, 80, {.0575, .3425}, {.0533, .3377}, {.0528, .3382}, {.0524, .3339}},
    {9, 10, 3, 10, {.2605, .9395}, {.1821, .8370}, {.1700, .8406}, {.1705, .8090}},
    {6, 7, 2, 7, {.1481, .9947}, {.0544, .8478}, {.0342, .8534}, {.0582, .8062}},
    {5, 56, 0, 29, {.0146, .1640}, {-.0313, .1926}, {-.0326, .1933}, {-.0381, .1926}},
    {0, 10, 0, 20, {0, 0}, {-.1611, .2775}, {-.1658, .2844}, {-.1611, .2775}},
    {0, 10, 0, 10, {0, 0}, {-.2775, .2775}, {-.2879, .2879}, {-.2775, .2775}},
    {10, 10, 0, 20, {1, 1}, {.7225, 1}, {.7156, 1}, {.6791, 1}},
    {10, 10, 0, 10, {1, 1}, {.6777, 1}, {.6636, 1}, {.6075, 1}},
};
enum { PRINTED_COUNT = sizeof printed / sizeof printed[0] };

START_TEST(limits_are_the_printed_ones)
{
  const printed_row *row = &printed[_i];
  pm_pair pair = {row->x1, row->n1, row->x2, row->n2, 0, 0};
  pm_level level = level_at(0.95, PM_SIDE_TWO);
  const char *names[] = {"wald", "mee", "miettinen-nurminen", "newcombe"};
  const double *limits[] = {row->wald, row->mee, row->miettinen_nurminen, row->newcombe};
  for (int m = 0; m < 4; m++) {
    pm_difference found = compute(names[m], &level, PM_SCALE_DIFFERENCE, &pair);
    ck_assert_msg(fabs(found.lower - limits[m][0]) <= 0.00005 &&
                      fabs(found.upper - limits[m][1]) <= 0.00005,
                  "%s, %g/%g - %g/%g: %.6f-%.6f", names[m], row->x1, row->n1, row->x2, row->n2,
                  found.lower, found.upper);
  }
}
END_TEST

/* ------------------------------------------------- the score's definition -- */

/* Long doubles have the digits that a definition taken literally needs. */
typedef long double real;

typedef struct rates {
  real p1, p2;
} rates;

static rates rates_at(pm_scale scale, real t, real p2)
{
  real p1 = scale == PM_SCALE_DIFFERENCE ? p2 + t
            : scale == PM_SCALE_RATIO    ? p2 * t
                                         : t * p2 / (1 - p2 + t * p2);
  return (rates){fminl(fmaxl(p1, 0), 1), p2};
}

static real pull(double x, double n, real p)
{
  return (x > 0 ? x / p : 0) - (x < n ? (n - x) / (1 - p) : 0);
}

/* The derivative of the log-likelihood in the second rate, the other tied to
   it. */
static real likelihood_slope(pm_scale scale, const pm_pair *pair, real t, real p2)
{
  rates r = rates_at(scale, t, p2);
  real tie = scale == PM_SCALE_DIFFERENCE ? 1
             : scale == PM_SCALE_RATIO    ? t
                                          : t / ((1 - p2 + t * p2) * (1 - p2 + t * p2));
  return pull(pair->x1, pair->n1, r.p1) * tie + pull(pair->x2, pair->n2, p2);
}

/* The most likely rates that are t apart, by halving; an end of the range that
   was never left is where they are. */
static rates likeliest(pm_scale scale, const pm_pair *pair, real t)
{
  real low = scale == PM_SCALE_DIFFERENCE ? fmaxl(0, -t) : 0;
  real high = scale == PM_SCALE_DIFFERENCE ? fminl(1, 1 - t)
              : scale == PM_SCALE_RATIO    ? fminl(1, 1 / t)
                                           : 1;
  const real ends[] = {low, high};
  for (int i = 0; i < 120; i++) {
    real middle = (low + high) / 2;
    if (likelihood_slope(scale, pair, t, middle) > 0)
      low = middle;
    else
      high = middle;
  }
  real most = low == ends[0] ? low : high == ends[1] ? high : (low + high) / 2;
  return rates_at(scale, t, most);
}

/* What a sample is worth whose rate has the variance of the hypergeometric. */
static double worth(double n, double population)
{
  return population == 0 ? 1 : (population - 1) / (population - n);
}

static pm_pair effective(const pm_pair *p)
{
  double first = worth(p->n1, p->population1);
  double second = worth(p->n2, p->population2);
  return (pm_pair){p->x1 * first, p->n1 * first, p->x2 * second, p->n2 * second, 0, 0};
}

static real score(pm_scale scale, const pm_pair *given, real t)
{
  /* A rate near 1 has too few digits for odds; those of the rest are the same. */
  bool is_turned = scale == PM_SCALE_ODDS && given->x1 / given->n1 + given->x2 / given->n2 > 1;
  pm_pair turned = {given->n2 - given->x2, given->n2, given->n1 - given->x1, given->n1, 0, 0};
  const pm_pair *pair = is_turned ? &turned : given;
  rates r = likeliest(scale, pair, t);
  real v1 = r.p1 * (1 - r.p1) / (real)pair->n1;
  real v2 = r.p2 * (1 - r.p2) / (real)pair->n2;
  real q1 = (real)pair->x1 / (real)pair->n1;
  real q2 = (real)pair->x2 / (real)pair->n2;
  real shift = scale == PM_SCALE_DIFFERENCE ? q1 - q2 - t : q1 - t * q2;
  if (scale == PM_SCALE_ODDS)
    return (q1 - r.p1) * sqrtl(1 / v1 + (real)pair->n1 / (real)pair->n2 *
                                            ((real)pair->n1 / (real)pair->n2) / v2);
  if (scale == PM_SCALE_RATIO)
    v2 *= t * t;
  return shift == 0 ? 0 : shift / sqrtl(v1 + v2);
}

static real value_of(pm_scale scale, rates r)
{
  if (scale == PM_SCALE_DIFFERENCE)
    return r.p1 - r.p2;
  return scale == PM_SCALE_RATIO ? r.p1 / r.p2 : r.p1 / (1 - r.p1) / (r.p2 / (1 - r.p2));
}

/* splitmix64 */
static double uniform(uint64_t *state)
{
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static double some_count(uint64_t *state, double n)
{
  double kind = floor(6 * uniform(state));
  if (kind == 0)
    return 0;
  if (kind == 1)
    return n;
  double few = floor(fmin(n + 1, 12) * uniform(state));
  if (kind <= 3)
    return kind == 2 ? few : n - few;
  return floor((n + 1) * uniform(state));
}

static pm_pair some_pair(uint64_t *state, double digits)
{
  double n1 = floor(pow(10, digits * uniform(state)));
  double n2 = floor(pow(10, digits * uniform(state)));
  return (pm_pair){some_count(state, n1), n1, some_count(state, n2), n2, 0, 0};
}

/* The score on either side of the limit, so close, is on either side of z. */
static void assert_score(pm_scale scale, const pm_pair *pair, double estimate, double limit,
                         double z)
{
  bool is_difference = scale == PM_SCALE_DIFFERENCE;
  double least = is_difference ? -1 : 0;
  double most = is_difference ? 1 : (double)INFINITY;
  if (limit == least || limit == most || limit == estimate)
    return;
  real close = is_difference ? 1e-10L * fabsl((real)estimate - (real)limit) + 4e-15L
                             : 1e-11L * (real)limit;
  real before = score(scale, pair, (real)limit - close);
  real after = score(scale, pair, (real)limit + close);
  ck_assert_msg(before >= (real)z && after <= (real)z,
                "scale %d, %.17g/%.17g and %.17g/%.17g at %.17g: %.17Lg, %.17Lg, not %.17g",
                (int)scale, pair->x1, pair->n1, pair->x2, pair->n2, limit, before, after, z);
}

/* At least two records more than the sample, or large. */
static double some_population(uint64_t *state, double n)
{
  double population = n + 2 + floor(n * pow(10, 3 * uniform(state) - 2));
  return uniform(state) < 0.3 ? 0 : population;
}

START_TEST(score_limits_are_where_the_score_is_z)
{
  enum { CASES = 2500 };
  bool is_corrected = _i % 6 >= 3;
  bool is_finite = _i >= 6;
  pm_scale scale = (pm_scale)(_i % 3);
  uint64_t state = (uint64_t)_i;
  for (int i = 0; i < CASES; i++) {
    pm_pair pair = some_pair(&state, is_finite ? 2.5 : 7);
    if (is_finite) {
      pair.population1 = some_population(&state, pair.n1);
      pair.population2 = some_population(&state, pair.n2);
    }
    pm_pair plain = effective(&pair);
    pm_level level = level_at(1 - 0.5 * pow(2e-4, uniform(&state)), PM_SIDE_TWO);
    double all = plain.n1 + plain.n2;
    double z = level.z * (is_corrected ? sqrt(all / (all - 1)) : 1);
    pm_difference found =
        compute(is_corrected ? "miettinen-nurminen" : "mee", &level, scale, &pair);
    if (isnan(found.estimate))
      continue;
    assert_score(scale, &plain, found.estimate, found.lower, z);
    assert_score(scale, &plain, found.estimate, found.upper, -z);
  }
}
END_TEST

/* ------------------------------------------ the exact interval, spelled out -- */

enum { EXACT_MOST = 9, RATES = 300 };

static double chance(double k, double n, double p)
{
  return exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)) * pow(p, k) * pow(1 - p, n - k);
}

/* The largest probability, over a grid of rates t apart, of all results whose
   score is no less than that of the pair. */
static double tail_by_enumeration(const pm_pair *pair, double t)
{
  bool is_extreme[EXACT_MOST + 1][EXACT_MOST + 1];
  real cut = score(PM_SCALE_DIFFERENCE, pair, t);
  for (int i = 0; i <= (int)pair->n1; i++)
    for (int j = 0; j <= (int)pair->n2; j++) {
      pm_pair other = {i, pair->n1, j, pair->n2, 0, 0};
      is_extreme[i][j] =
          score(PM_SCALE_DIFFERENCE, &other, t) >= cut - 1e-11L * (1 + fabsl(cut));
    }
  double most = 0;
  double low = fmax(0, -t);
  double high = fmin(1, 1 - t);
  for (int k = 0; k <= RATES; k++) {
    double p2 = low + (high - low) * k / RATES;
    double p1 = fmin(fmax(p2 + t, 0), 1);
    double sum = 0;
    for (int i = 0; i <= (int)pair->n1; i++)
      for (int j = 0; j <= (int)pair->n2; j++)
        if (is_extreme[i][j])
          sum += chance(i, pair->n1, p1) * chance(j, pair->n2, p2);
    most = fmax(most, sum);
  }
  return most;
}

/* Below the lower limit no difference reaches the tail; just above it one
   does. */
static void assert_exact(const pm_pair *pair, const pm_level *level, double lower,
                         double estimate, uint64_t *state)
{
  double below[] = {lower - 1e-8, lower - 0.1 * uniform(state),
                    -1 + (lower + 1) * uniform(state), -1 + (lower + 1) * uniform(state)};
  for (size_t i = 0; i < 4; i++)
    if (below[i] > -1) {
      double tail = tail_by_enumeration(pair, below[i]);
      ck_assert_msg(tail <= level->tail * (1 + 1e-9), "%g/%g - %g/%g at %g: %g > %g", pair->x1,
                    pair->n1, pair->x2, pair->n2, below[i], tail, level->tail);
    }
  double above = lower + 1e-7;
  if (above > estimate)
    return;
  double tail = tail_by_enumeration(pair, above);
  ck_assert_msg(tail >= level->tail * (1 - 1e-3), "%g/%g - %g/%g at %.9g: %g < %g", pair->x1,
                pair->n1, pair->x2, pair->n2, above, tail, level->tail);
}

START_TEST(exact_limits_by_enumeration)
{
  enum { CASES = 50 };
  uint64_t state = (uint64_t)_i + 77;
  for (int i = 0; i < CASES; i++) {
    double n1 = 1 + floor(EXACT_MOST * uniform(&state));
    double n2 = 1 + floor(EXACT_MOST * uniform(&state));
    pm_pair pair = {
        floor((n1 + 1) * uniform(&state)), n1, floor((n2 + 1) * uniform(&state)), n2, 0, 0};
    pm_level level = level_at(1 - 0.5 * pow(2e-3, uniform(&state)), PM_SIDE_TWO);
    pm_difference found = compute("exact-unconditional", &level, PM_SCALE_DIFFERENCE, &pair);
    pm_pair mirror = {pair.x2, pair.n2, pair.x1, pair.n1, 0, 0};
    assert_exact(&pair, &level, found.lower, found.estimate, &state);
    assert_exact(&mirror, &level, -found.upper, -found.estimate, &state);
    bool is_higher = found.estimate > 0;
    for (int k = 0; k <= 8 && found.estimate != 0; k++) {
      double tail = tail_by_enumeration(is_higher ? &pair : &mirror, -k * k / 80.0);
      ck_assert_msg(fmin(2 * tail, 1) <= found.p_value * (1 + 1e-9),
                    "%g/%g - %g/%g: p = %g, %g", pair.x1, n1, pair.x2, n2, found.p_value, tail);
    }
  }
}
END_TEST

/* ----------------------------------------- finite populations, spelled out -- */

/* Of all results, with those that their order brings along: a result with more of
   the first sample or fewer of the second than an extreme one is as extreme. */
typedef struct extremes {
  bool is_in[EXACT_MOST + 1][EXACT_MOST + 1];
} extremes;

static extremes find_extremes(pm_scale scale, const pm_pair *pair, real t)
{
  extremes found;
  pm_pair plain = {pair->x1, pair->n1, pair->x2, pair->n2, 0, 0};
  real cut = score(scale, &plain, t);
  for (int i = 0; i <= (int)pair->n1; i++)
    for (int j = (int)pair->n2; j >= 0; j--) {
      pm_pair other = {i, pair->n1, j, pair->n2, 0, 0};
      double total = i + j;
      bool is_0 = total == 0 || total == pair->n1 + pair->n2;
      real s = is_0 && scale == PM_SCALE_ODDS ? 0 : score(scale, &other, t);
      found.is_in[i][j] = s >= cut - 1e-11L * (1 + fabsl(cut)) ||
                          (i > 0 && found.is_in[i - 1][j]) ||
                          (j < (int)pair->n2 && found.is_in[i][j + 1]);
    }
  return found;
}

static double ways(int n, int k)
{
  return exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1));
}

/* Of k compliant of n, drawn from a population with m compliant. */
static double drawn(int k, int n, int m, int population)
{
  if (k > m || n - k > population - m)
    return 0;
  return ways(m, k) * ways(population - m, n - k) / ways(population, n);
}

/* One pair of populations: where it is, and the probability of what is no less
   extreme. */
static double tail_of_pair(pm_scale scale, const pm_pair *pair, int m1, int m2, real t)
{
  extremes found = find_extremes(scale, pair, t);
  double sum = 0;
  for (int i = 0; i <= (int)pair->n1; i++)
    for (int j = 0; j <= (int)pair->n2; j++)
      if (found.is_in[i][j])
        sum += drawn(i, (int)pair->n1, m1, (int)pair->population1) *
               drawn(j, (int)pair->n2, m2, (int)pair->population2);
  return sum;
}

/* The lower limit and the one-sided p-value from all pairs. */
static rates enumerate_pairs(pm_scale scale, const pm_pair *p, double tail, double estimate)
{
  real null = scale == PM_SCALE_DIFFERENCE ? 0 : 1;
  rates found = {estimate, 0};
  for (int m1 = (int)p->x1; m1 <= (int)(p->population1 - p->n1 + p->x1); m1++)
    for (int m2 = (int)p->x2; m2 <= (int)(p->population2 - p->n2 + p->x2); m2++) {
      rates r = {m1 / (real)p->population1, m2 / (real)p->population2};
      real t = value_of(scale, r);
      bool is_end =
          scale != PM_SCALE_DIFFERENCE && t == 0; /* none but 0 of all is as extreme */
      if (isnan(t) || isinf(t) || (scale == PM_SCALE_DIFFERENCE && fabsl(t) == 1))
        continue;
      double chance_of_it = is_end ? 1 : tail_of_pair(scale, p, m1, m2, t);
      if (chance_of_it > tail * (1 + 1e-11))
        found.p1 = fminl(found.p1, t);
      if (t <= null + 1e-15L)
        found.p2 = fmaxl(found.p2, chance_of_it);
    }
  return found;
}

START_TEST(exact_finite_limits_by_enumeration)
{
  enum { CASES = 700 };
  pm_scale scale = (pm_scale)_i;
  uint64_t state = (uint64_t)_i + 5;
  for (int i = 0; i < CASES; i++) {
    double n1 = 1 + floor(5 * uniform(&state));
    double n2 = 1 + floor(5 * uniform(&state));
    pm_pair pair = {floor((n1 + 1) * uniform(&state)),   n1,
                    floor((n2 + 1) * uniform(&state)),   n2,
                    n1 + 1 + floor(5 * uniform(&state)), n2 + 1 + floor(5 * uniform(&state))};
    pm_level level = level_at(1 - 0.5 * pow(2e-3, uniform(&state)), PM_SIDE_TWO);
    pm_difference found = compute("exact-unconditional", &level, scale, &pair);
    if (isnan(found.estimate) || isinf(found.estimate))
      continue;
    rates lower = enumerate_pairs(scale, &pair, level.tail, found.estimate);
    ck_assert_msg(fabsl(lower.p1 - found.lower) <= 1e-12L * (1 + found.lower),
                  "scale %d, %g/%g of %g, %g/%g of %g, conf %.17g: %.17g, not %.17Lg",
                  (int)scale, pair.x1, n1, pair.population1, pair.x2, n2, pair.population2,
                  level.conf, found.lower, lower.p1);
    if (found.estimate > pm_scale_null(scale))
      ck_assert_msg(fabsl(fminl(2 * lower.p2, 1) - found.p_value) <= 1e-12L,
                    "p %.17g, not %.17Lg", found.p_value, 2 * lower.p2);
  }
}
END_TEST

/* Where a rate is known the limits are those of the other's score interval. */
START_TEST(a_census_leaves_the_other_interval)
{
  static const pm_scale all_scales[] = {PM_SCALE_DIFFERENCE, PM_SCALE_RATIO, PM_SCALE_ODDS};
  const char *method = _i % 2 == 0 ? "mee" : "miettinen-nurminen";
  pm_scale scale = all_scales[_i / 2];
  pm_level level = level_at(0.95, PM_SIDE_TWO);
  const pm_interval_method *wilson = pm_interval_find("wilson-fpc");
  for (int x1 = 1; x1 < 20; x1++)
    for (int x2 = 1; x2 < 13; x2++) {
      pm_pair pair = {x1, 20, x2, 13, 20, 31};
      pm_interval known;
      pm_case other = {x2, 13, 31};
      ck_assert_int_eq(pm_interval_compute(wilson, &level, &other, &known, NULL), PM_OK);
      double p1 = x1 / 20.0;
      rates lower = {p1, known.upper};
      rates upper = {p1, known.lower};
      pm_difference found = compute(method, &level, scale, &pair);
      ck_assert(fabsl(found.lower - value_of(scale, lower)) <= 1e-14L * (1 + found.lower));
      ck_assert(fabsl(found.upper - value_of(scale, upper)) <= 1e-14L * (1 + found.upper));
    }
}
END_TEST

/* Records near a census are worth so many that a limit is next to the estimate. */
START_TEST(finite_limits_are_those_of_the_definition)
{
  support_rows *rows = support_rows_open("oracle/difference_finite.csv");
  while (support_rows_next(rows)) {
    pm_difference found = compute_row(rows);
    assert_limit(rows, "lower", found.lower, 1e-10);
    assert_limit(rows, "upper", found.upper, 1e-10);
    double p_value = support_number(rows, "p_value");
    ck_assert_msg(fabs(found.p_value - p_value) <= 1e-11 * p_value + 1e-300,
                  "line %d: p = %.17g, not %.17g", support_line(rows), found.p_value, p_value);
  }
  support_rows_free(rows);
}
END_TEST

/* All scales, large populations and finite ones. */
START_TEST(exact_forms_are_those_of_the_definition)
{
  support_rows *rows = support_rows_open("oracle/difference_exact_forms.csv");
  while (support_rows_next(rows)) {
    pm_pair pair = {support_number(rows, "x1"),          support_number(rows, "n1"),
                    support_number(rows, "x2"),          support_number(rows, "n2"),
                    support_number(rows, "population1"), support_number(rows, "population2")};
    pm_level level = level_at(support_number(rows, "conf"), PM_SIDE_TWO);
    pm_difference found =
        compute("exact-unconditional", &level, scale_of(support_text(rows, "scale")), &pair);
    assert_limit(rows, "lower", found.lower, 1e-9);
    assert_limit(rows, "upper", found.upper, 1e-9);
    double p_value = support_number(rows, "p_value");
    ck_assert_msg(fabs(found.p_value - p_value) <= 1e-9, "line %d: p = %.17g, not %.17g",
                  support_line(rows), found.p_value, p_value);
  }
  support_rows_free(rows);
}
END_TEST

START_TEST(exact_limits_are_those_of_r)
{
  support_rows *rows = support_rows_open("oracle/difference_exact.csv");
  while (support_rows_next(rows)) {
    pm_pair pair = {support_number(rows, "x1"),
                    support_number(rows, "n1"),
                    support_number(rows, "x2"),
                    support_number(rows, "n2"),
                    0,
                    0};
    pm_level level = level_at(support_number(rows, "conf"), PM_SIDE_TWO);
    pm_difference found = compute("exact-unconditional", &level, PM_SCALE_DIFFERENCE, &pair);
    double lower = support_number(rows, "lower");
    double upper = support_number(rows, "upper");
    ck_assert_msg(fabs(found.lower - lower) <= 1e-9 && fabs(found.upper - upper) <= 1e-9,
                  "line %d: %.12f-%.12f, not %.12f-%.12f", support_line(rows), found.lower,
                  found.upper, lower, upper);
  }
  support_rows_free(rows);
}
END_TEST

int main(void)
{
  TCase *tests;
  Suite *suite = support_suite("difference_oracle", &tests);
  tcase_add_test(tests, limits_solve_their_equations);
  tcase_add_test(tests, limits_are_those_of_r);
  tcase_add_test(tests, every_row_has_an_oracle);
  tcase_add_loop_test(tests, limits_are_the_printed_ones, 0, PRINTED_COUNT);
  tcase_add_loop_test(tests, score_limits_are_where_the_score_is_z, 0, 12);
  tcase_add_loop_test(tests, exact_limits_by_enumeration, 0, 10);
  tcase_add_test(tests, exact_limits_are_those_of_r);
  tcase_add_test(tests, finite_limits_are_those_of_the_definition);
  tcase_add_test(tests, exact_forms_are_those_of_the_definition);
  tcase_add_loop_test(tests, a_census_leaves_the_other_interval, 0, 6);
  tcase_add_loop_test(tests, exact_finite_limits_by_enumeration, 0, 3);
  return support_run(suite);
}
