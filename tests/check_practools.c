/* check_practools.c: sizes and allocations of the R package PracTools, see
   tests/oracle/practools.R.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/allocate.h>
#include <plusminus/num.h>
#include <plusminus/plan.h>
#include <string.h>

#include "support.h"

static pm_precision precision_of(const support_rows *rows)
{
  const char *kind = support_text(rows, "kind");
  return (pm_precision){strcmp(kind, "margin") == 0 ? PM_PRECISION_MARGIN
                        : strcmp(kind, "cv") == 0   ? PM_PRECISION_CV
                                                    : PM_PRECISION_RELATIVE,
                        support_number(rows, "target")};
}

/* What PracTools prints is rounded up, but once, in the vignette, to the nearest: the same. */
static void check_printed(const support_rows *rows, double n)
{
  double printed = support_number(rows, "printed");
  if (!isnan(printed))
    assert_close(n, printed, 0, "printed, line %d", support_line(rows));
}

static void check_rate(const support_rows *rows, const char *method)
{
  const pm_precision precision = precision_of(rows);
  pm_size_request request = {.method = method,
                             .rate = support_number(rows, "rate"),
                             .conf = support_number(rows, "conf"),
                             .population = support_number(rows, "population")};
  pm_size size;
  ck_assert_int_eq(
      pm_plan_rate_margin(&precision, request.rate, request.conf, &request.margin, NULL),
      PM_OK);
  ck_assert_int_eq(pm_size_for_margin(&request, &size, NULL), PM_OK);
  assert_close(size.unrounded, support_number(rows, "right"), 1e-10, "line %d",
               support_line(rows));
  check_printed(rows, size.n);
}

/* The package's own correction for the population is too much by (N/(N-1))^2. */
static void check_log_odds(const support_rows *rows)
{
  double N = support_number(rows, "population");
  double theirs = support_number(rows, "value");
  double right = support_number(rows, "right");
  check_rate(rows, "log-odds");
  if (N > 0)
    assert_close((1 / theirs - 1 / N) / (1 / right - 1 / N), pow(N / (N - 1), 2), 1e-9,
                 "line %d", support_line(rows));
}

static void check_mean(const support_rows *rows)
{
  const pm_precision precision = precision_of(rows);
  const pm_mean_plan plan = {.mean = support_number(rows, "mean"),
                             .sd = support_number(rows, "sd"),
                             .conf = support_number(rows, "conf"),
                             .population = support_number(rows, "population")};
  pm_mean_size size;
  ck_assert_int_eq(pm_mean_plan_size(&plan, &precision, &size, NULL), PM_OK);
  assert_close(size.n_exact, support_number(rows, "right"), 1e-12, "line %d",
               support_line(rows));
  check_printed(rows, size.n);
}

static void check_detection(const support_rows *rows)
{
  const pm_detection_plan plan = {.rate = support_number(rows, "target"),
                                  .conf = support_number(rows, "conf"),
                                  .accept = support_number(rows, "accept"),
                                  .population = support_number(rows, "population")};
  pm_detection_size size;
  ck_assert_int_eq(pm_detection_plan_size(pm_size_detection_find(support_text(rows, "kind")),
                                          &plan, &size, NULL),
                   PM_OK);
  assert_close(size.n, support_number(rows, "right"), 0, "line %d", support_line(rows));
}

/* ratio: of the first group to the second. Sizes are rounded up, each by itself. */
static void check_groups(const support_rows *rows)
{
  double rate = support_number(rows, "rate");
  double ratio = support_number(rows, "ratio");
  double n1 = support_number(rows, "right");
  const pm_groups_plan plan = {.rate = rate,
                               .difference = support_number(rows, "other") - rate,
                               .conf = support_number(rows, "conf"),
                               .power = support_number(rows, "power"),
                               .share1 = ratio,
                               .share2 = 1};
  pm_groups_size size;
  ck_assert_int_eq(pm_groups_plan_size(pm_size_comparison_find("wald"), &plan, &size, NULL),
                   PM_OK);
  assert_close(size.n1, ceil(n1), 0, "first, line %d", support_line(rows));
  assert_close(size.n2, ceil(n1 / ratio), 0, "second, line %d", support_line(rows));
}

START_TEST(sizes)
{
  support_rows *rows = support_rows_open("oracle/practools.csv");
  int count = 0;
  for (; support_rows_next(rows); count++) {
    const char *call = support_text(rows, "call");
    if (strcmp(call, "nPropMoe") == 0 || strcmp(call, "nProp") == 0)
      check_rate(rows, "wald");
    else if (strcmp(call, "nWilson") == 0)
      check_rate(rows, "wilson");
    else if (strcmp(call, "nLogOdds") == 0)
      check_log_odds(rows);
    else if (strcmp(call, "nCont") == 0 || strcmp(call, "nContMoe") == 0)
      check_mean(rows);
    else if (strcmp(call, "nAuditAttr") == 0)
      check_detection(rows);
    else
      check_groups(rows);
  }
  ck_assert_int_eq(count, 382);
  support_rows_free(rows);
}
END_TEST

/* ------------------------------------------------------------- allocation -- */

enum { STRATA = 6 };

/* strAlloc's solution of one kind, in real numbers. */
typedef struct real_solution {
  pm_stratum_plan strata[STRATA];
  double n[STRATA], se, paid;
} real_solution;

static void read_solution(const char *alloc, real_solution *it)
{
  support_rows *rows = support_rows_open("oracle/practools_strata.csv");
  size_t count = 0;
  while (support_rows_next(rows)) {
    if (strcmp(support_text(rows, "alloc"), alloc) != 0)
      continue;
    it->strata[count] = (pm_stratum_plan){.population = support_number(rows, "size"),
                                          .spread = support_number(rows, "sd"),
                                          .cost = support_number(rows, "cost")};
    it->n[count++] = support_number(rows, "n");
    it->se = support_number(rows, "se");
    it->paid = support_number(rows, "paid");
  }
  ck_assert_uint_eq(count, STRATA);
  support_rows_free(rows);
}

/* In whole numbers the least variance is not below that in real ones, and little above. */
static void check_shared(const char *alloc, const char *method, double total, double budget)
{
  real_solution it;
  double n[STRATA];
  pm_allocation found;
  read_solution(alloc, &it);
  const pm_allocation_request request = {
      .method = method, .strata = it.strata, .count = STRATA, .total = total, .budget = budget};
  ck_assert_int_eq(pm_allocate_fixed(&request, n, &found, NULL, NULL), PM_OK);
  ck_assert(found.is_exact);
  ck_assert_double_ge(found.se, it.se * (1 - 1e-12));
  ck_assert_double_le(found.se, it.se * 1.001);
  for (size_t h = 0; h < STRATA; h++)
    ck_assert_msg(fabs(n[h] - it.n[h]) < 1.5, "%s %zu: %g, not %g", alloc, h, n[h], it.n[h]);
}

START_TEST(shared)
{
  check_shared("neyman", "neyman", 100, 0);
  check_shared("totcost", "optimal", 0, 100000);
}
END_TEST

/* A cv of 0.05 of a mean of 11664181, as a margin of the whole. */
START_TEST(needed)
{
  real_solution it;
  pm_margins *margins;
  read_solution("totvar", &it);
  const pm_margin_goal goal = {.margin =
                                   pm_normal_quantile(0.025, PM_TAIL_UPPER) * 0.05 * 11664181};
  const pm_margins_request request = {
      .strata = it.strata, .count = STRATA, .goals = &goal, .goal_count = 1};
  ck_assert_int_eq(pm_allocate_margins(&margins, &request, NULL, NULL), PM_OK);
  const pm_targets_result *found = pm_margins_result(margins);
  ck_assert(found->is_exact);
  ck_assert_double_ge(found->cost, it.paid);
  ck_assert_double_le(found->cost, it.paid * 1.001);
  for (size_t h = 0; h < STRATA; h++)
    ck_assert_msg(fabs(found->n[h] - it.n[h]) < 2, "%zu: %g, not %g", h, found->n[h], it.n[h]);
  pm_margins_free(margins);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("practools", &tcase);
  tcase_add_test(tcase, sizes);
  tcase_add_test(tcase, shared);
  tcase_add_test(tcase, needed);
  return support_run(suite);
}
