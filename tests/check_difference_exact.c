/* check_difference_exact.c: the exact interval for two rates against its
   definition spelled out, in C and in scripts that share no code with it.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_case.h"

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
  enum { CASES = 2100 };
  pm_scale scale = (pm_scale)_i;
  uint64_t state = (uint64_t)_i + 5;
  for (int compared = 0; compared < CASES;) {
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
    compared++;
  }
}
END_TEST

static pm_difference assert_row(const support_rows *rows, const pm_pair *pair)
{
  pm_level level = level_at(support_number(rows, "conf"), PM_SIDE_TWO);
  pm_difference found =
      compute("exact-unconditional", &level, scale_of(support_text(rows, "scale")), pair);
  assert_limit(rows, "lower", found.lower, 1e-9);
  assert_limit(rows, "upper", found.upper, 1e-9);
  return found;
}

/* All scales, large populations and finite ones. */
START_TEST(exact_forms_are_those_of_the_definition)
{
  enum { CASES = 6 * 2100 };
  int count = 0;
  support_rows *rows = support_rows_open("oracle/difference_exact_forms.csv");
  while (support_rows_next(rows)) {
    pm_pair pair = finite_pair(rows);
    pm_difference found = assert_row(rows, &pair);
    double p_value = support_number(rows, "p_value");
    ck_assert_msg(fabs(found.p_value - p_value) <= 1e-9, "line %d: p = %.17g, not %.17g",
                  support_line(rows), found.p_value, p_value);
    count++;
  }
  support_rows_free(rows);
  ck_assert_int_ge(count, CASES);
}
END_TEST

START_TEST(exact_limits_are_those_of_r)
{
  enum { CASES = 36 };
  int count = 0;
  support_rows *rows = support_rows_open("oracle/difference_exact.csv");
  while (support_rows_next(rows)) {
    pm_pair pair = large_pair(rows);
    pm_level level = level_at(support_number(rows, "conf"), PM_SIDE_TWO);
    pm_difference found = compute("exact-unconditional", &level, PM_SCALE_DIFFERENCE, &pair);
    double lower = support_number(rows, "lower");
    double upper = support_number(rows, "upper");
    ck_assert_msg(fabs(found.lower - lower) <= 1e-9 && fabs(found.upper - upper) <= 1e-9,
                  "line %d: %.12f-%.12f, not %.12f-%.12f", support_line(rows), found.lower,
                  found.upper, lower, upper);
    count++;
  }
  support_rows_free(rows);
  ck_assert_int_ge(count, CASES);
}
END_TEST

/* Small samples from R, those of up to 120 records by the definition. */
typedef struct rows_on_scales {
  const char *file;
  int count;
} rows_on_scales;

static const rows_on_scales files[] = {{"oracle/difference_exact_scales.csv", 300},
                                       {"oracle/difference_exact_larger.csv", 93}};
enum { FILE_COUNT = sizeof files / sizeof files[0] };

START_TEST(exact_limits_on_all_scales)
{
  int count = 0;
  support_rows *rows = support_rows_open(files[_i].file);
  while (support_rows_next(rows)) {
    pm_pair pair = large_pair(rows);
    (void)assert_row(rows, &pair);
    count++;
  }
  support_rows_free(rows);
  ck_assert_int_ge(count, files[_i].count);
}
END_TEST

int main(void)
{
  TCase *tests;
  Suite *suite = support_suite("difference_exact", &tests);
  tcase_add_loop_test(tests, exact_limits_by_enumeration, 0, 10);
  tcase_add_loop_test(tests, exact_finite_limits_by_enumeration, 0, 3);
  tcase_add_test(tests, exact_forms_are_those_of_the_definition);
  tcase_add_test(tests, exact_limits_are_those_of_r);
  tcase_add_loop_test(tests, exact_limits_on_all_scales, 0, FILE_COUNT);
  return support_run(suite);
}
