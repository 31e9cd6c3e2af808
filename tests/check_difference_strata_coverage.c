/* check_difference_strata_coverage.c: the true coverage of the stratified methods
   that take finite populations, by enumerating every population that two small
   strata of one weight can have and every result of their samples. The figures
   stand in doc/difference.md.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_case.h"

enum { SIZE_MOST = 10, SAMPLE_MOST = 6, COUNTS = SAMPLE_MOST + 1 };
enum { RESULTS_MOST = COUNTS * COUNTS * COUNTS * COUNTS };

typedef struct printed_row {
  const char *method;
  int size, audited;
  double least, mean;
  int zeros; /* results with p = 0 while no difference is possible */
} printed_row;

static const printed_row printed[] = {
    {"stratified-mover-hypergeometric", 6, 3, 0.6875, 0.9565, 70},
    {"stratified-mover-hypergeometric", 8, 6, 0.4375, 0.9170, 890},
    {"stratified-mover-hypergeometric", 10, 4, 0.8208, 0.9653, 132},
    {"stratified-newcombe", 6, 3, 0.8750, 0.9758, 0},
    {"stratified-newcombe", 8, 6, 0.8996, 0.9783, 0},
    {"stratified-newcombe", 10, 4, 0.8400, 0.9728, 0},
};
enum { PRINTED_COUNT = sizeof printed / sizeof printed[0] };

/* The four counts of a result, or of a population: of the first and the second rate
   in one stratum, then in the other. */
typedef struct four {
  int at[4];
} four;

static four fours(int index, int base)
{
  four f;
  for (int k = 0; k < 4; k++, index /= base)
    f.at[k] = index % base;
  return f;
}

static int signed_sum(four f)
{
  return f.at[0] - f.at[1] + f.at[2] - f.at[3];
}

static double ways(int n, int k)
{
  return exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1));
}

static double drawn(const printed_row *row, int k, int compliant)
{
  int n = row->audited;
  if (k > compliant || n - k > row->size - compliant)
    return 0;
  return ways(compliant, k) * ways(row->size - compliant, n - k) / ways(row->size, n);
}

/* Between the least and the largest difference of populations that hold these. */
static bool may_be_none(const printed_row *row, four x)
{
  int rest = row->size - row->audited;
  return signed_sum(x) - 2 * rest <= 0 && signed_sum(x) + 2 * rest >= 0;
}

static pm_difference difference_of(const printed_row *row, four x)
{
  double n = row->audited;
  double size = row->size;
  const double weights[] = {0.5, 0.5};
  pm_pair pairs[] = {{x.at[0], n, x.at[1], n, size, size},
                     {x.at[2], n, x.at[3], n, size, size}};
  pm_pairs all = {pairs, 2, weights};
  pm_level level = level_at(0.95, PM_SIDE_TWO);
  pm_difference found;
  const pm_stratified_difference_method *method = pm_stratified_difference_find(row->method);
  ck_assert_ptr_nonnull(method);
  ck_assert_int_eq(pm_stratified_difference_compute(method, &level, &all, &found, NULL), PM_OK);
  ck_assert_int_eq(pm_pairs_may_be_equal(&all), may_be_none(row, x));
  return found;
}

static double coverage_of(const printed_row *row, four compliant, const pm_difference *found)
{
  int base = row->audited + 1;
  double chances[4][COUNTS];
  for (int k = 0; k < 4; k++)
    for (int x = 0; x < base; x++)
      chances[k][x] = drawn(row, x, compliant.at[k]);
  double truth = signed_sum(compliant) / (2.0 * row->size);
  double covered = 0;
  for (int i = 0; i < base * base * base * base; i++) {
    four x = fours(i, base);
    if (found[i].lower <= truth + 1e-12 && found[i].upper >= truth - 1e-12)
      covered +=
          chances[0][x.at[0]] * chances[1][x.at[1]] * chances[2][x.at[2]] * chances[3][x.at[3]];
  }
  return covered;
}

START_TEST(coverage_is_as_the_manual_says)
{
  static pm_difference found[RESULTS_MOST];
  const printed_row *row = &printed[_i];
  int base = row->audited + 1;
  int zeros = 0;
  for (int i = 0; i < base * base * base * base; i++) {
    four x = fours(i, base);
    found[i] = difference_of(row, x);
    zeros += found[i].p_value == 0 && may_be_none(row, x);
  }
  int side = row->size + 1;
  int count = side * side * side * side;
  double least = 1;
  double sum = 0;
  for (int i = 0; i < count; i++) {
    double covered = coverage_of(row, fours(i, side), found);
    least = fmin(least, covered);
    sum += covered;
  }
  ck_assert_msg(fabs(least - row->least) <= 0.00005 + 1e-9 &&
                    fabs(sum / count - row->mean) <= 0.00005 + 1e-9 && zeros == row->zeros,
                "%s, %d of %d: least %.6f, mean %.6f, %d zeros", row->method, row->audited,
                row->size, least, sum / count, zeros);
}
END_TEST

int main(void)
{
  TCase *tests;
  Suite *suite = support_suite("difference_strata_coverage", &tests);
  tcase_add_loop_test(tests, coverage_is_as_the_manual_says, 0, PRINTED_COUNT);
  return support_run(suite);
}
