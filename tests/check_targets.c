/* check_targets.c: the least cost that meets all targets: every small problem against all
   its allocations, large ones against their bound, continuous ones against R and scipy.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <stdlib.h>
#include <string.h>

#include "allocate/targets_problem.h"
#include "support.h"
#include "target_case.h"

static pm_status solve(target_case *it, pm_targets_result *result, pm_error *error)
{
  const pm_targets_request request = case_request(it);
  *result = (pm_targets_result){.n = it->n, .used = it->used, .price = it->price};
  return pm_allocate_targets(&request, result, error);
}

/* -------------------------------------------------------------- enumeration -- */

static void check_whole(const target_case *it, const pm_targets_result *found, double best,
                        unsigned long number)
{
  double total = 0;
  for (size_t h = 0; h < it->strata; h++) {
    ck_assert_msg(it->n[h] == floor(it->n[h]), "case %lu", number);
    ck_assert_msg(it->n[h] >= it->low[h] && it->n[h] <= it->high[h], "case %lu", number);
    total += it->cost[h] * it->n[h];
  }
  ck_assert_msg(case_is_met(it, it->n), "case %lu is not met", number);
  ck_assert_msg(found->is_exact, "case %lu is not proven", number);
  assert_close(found->cost, total, 1e-14, "case %lu", number);
  assert_close(found->cost, best, 1e-13, "case %lu", number);
  ck_assert_double_eq(found->lower_bound, found->cost);
  ck_assert_double_eq(found->gap, 0);
  for (size_t j = 0; j < it->targets; j++) {
    double used = case_use(it, j, it->n);
    ck_assert_msg(fabs(it->used[j] - used) <= 1e-14 * used, "case %lu", number);
    ck_assert_msg(it->price[j] >= 0, "case %lu", number);
  }
}

START_TEST(targets_meet_enumeration)
{
  enum { CASES = 10000 };
  int impossible = 0;
  for (unsigned long number = 0; number < CASES; number++) {
    target_case it;
    pm_targets_result found;
    draw_case(&it, 1, number);
    double best = case_enumerate(&it);
    pm_status status = solve(&it, &found, NULL);
    ck_assert_msg((status == PM_ERROR_DOMAIN) == isinf(best), "case %lu: %s, and the best %g",
                  number, pm_status_text(status), best);
    impossible += status != PM_OK;
    if (status == PM_OK)
      check_whole(&it, &found, best, number);
  }
  ck_assert_int_gt(impossible, 500);
  ck_assert_int_lt(impossible, CASES / 2);
}
END_TEST

/* A search that was cut off says so, and what it says holds. */
START_TEST(targets_without_effort)
{
  int unproven = 0;
  for (unsigned long number = 0; number < 2000; number++) {
    target_case it;
    pm_targets_result found = {.n = it.n};
    draw_case(&it, 2, number);
    double best = case_enumerate(&it);
    pm_targets_request request = case_request(&it);
    request.effort = 1e-6;
    if (isinf(best))
      continue;
    ck_assert_int_eq(pm_allocate_targets(&request, &found, NULL), PM_OK);
    ck_assert(case_is_met(&it, it.n));
    ck_assert_msg(found.lower_bound <= best * (1 + 1e-13), "case %lu", number);
    ck_assert_msg(found.cost >= best * (1 - 1e-13), "case %lu", number);
    ck_assert_msg(!found.is_exact || found.cost <= best * (1 + 1e-13), "case %lu", number);
    double open = found.cost - found.lower_bound;
    ck_assert_msg(fabs(found.gap * found.lower_bound - open) <= 1e-12 * best, "case %lu",
                  number);
    unproven += !found.is_exact;
  }
  ck_assert_int_gt(unproven, 50);
}
END_TEST

/* Whatever the prices, the dual is at most what the best allocation costs. */
START_TEST(targets_any_prices_bound)
{
  for (unsigned long number = 0; number < 2000; number++) {
    target_case it;
    target_draw draw;
    pm_targets_problem problem;
    double price[CASE_TARGETS];
    draw_case(&it, 3, number);
    double best = case_enumerate(&it);
    if (isinf(best))
      continue;
    const pm_targets_request request = case_request(&it);
    pm_arena *arena = pm_arena_new(NULL);
    ck_assert_int_eq(pm_targets_reduce(&problem, &request, it.n, arena, NULL), PM_OK);
    const pm_random_place place = {.seed = 4, .major = number};
    pm_random_begin(&draw.random, &place);
    for (int k = 0; k < 20; k++) {
      for (size_t j = 0; j < problem.targets; j++)
        price[j] = draw_below(&draw, 4) > 0 ? exp(8 * draw_uniform(&draw) - 4) : 0;
      double bound = problem.decided + problem.unit * pm_targets_bound(&problem, price);
      ck_assert_msg(bound <= best * (1 + 1e-13), "case %lu: %.17g above %.17g", number, bound,
                    best);
    }
    pm_arena_free(arena);
  }
}
END_TEST

/* -------------------------------------------------------------------- oracle -- */

/* The problems that the scripts solved: a row for each number of each. */
typedef struct oracle_case {
  target_case data;
  double relaxed, second;
} oracle_case;

static void read_number(oracle_case *it, const support_rows *rows)
{
  const char *what = support_text(rows, "what");
  size_t h = (size_t)support_number(rows, "h");
  size_t j = (size_t)support_number(rows, "j");
  double value = support_number(rows, "value");
  target_case *data = &it->data;
  if (strcmp(what, "cost") == 0) {
    data->cost[h] = value;
    data->strata = h + 1;
  } else if (strcmp(what, "low") == 0) {
    data->low[h] = value;
  } else if (strcmp(what, "high") == 0) {
    data->high[h] = value;
  } else if (strcmp(what, "limit") == 0) {
    data->limit[j] = value;
    data->targets = j + 1;
  } else {
    size_t load = h * CASE_TARGETS + j;
    ck_assert_str_eq(what, "load");
    data->load[load] = value;
  }
}

/* Loads as lists; those that are not there are 0. Records are counted in parts of so many
   that whole numbers are as good as real ones. */
static const double PARTS = 1e9;

static void close_case(target_case *data)
{
  for (size_t h = 0; h < data->strata; h++) {
    data->low[h] *= PARTS;
    data->high[h] *= PARTS;
  }
  for (size_t h = 0; h <= data->strata; h++)
    data->starts[h] = h * CASE_TARGETS;
  for (size_t e = 0; e < CASE_LOADS; e++) {
    data->target[e] = e % CASE_TARGETS < data->targets ? e % CASE_TARGETS : 0;
    data->load[e] = e % CASE_TARGETS < data->targets ? PARTS * data->load[e] : 0;
  }
}

static void check_relaxed(const oracle_case *it, int number)
{
  pm_targets_problem problem;
  double price[CASE_TARGETS], inverse[CASE_STRATA], n[CASE_STRATA];
  const pm_targets_request request = case_request(&it->data);
  pm_arena *arena = pm_arena_new(NULL);
  ck_assert_int_eq(pm_targets_reduce(&problem, &request, n, arena, NULL), PM_OK);
  double cost = problem.decided;
  if (problem.strata > 0)
    ck_assert_int_eq(pm_targets_relax(&problem, NULL, price, inverse, arena), PM_OK);
  for (size_t h = 0; h < problem.strata; h++)
    cost += problem.unit * problem.cost[h] / inverse[h];
  cost /= PARTS;
  assert_close(cost, it->relaxed, 1e-8, "scipy, problem %d", number);
  assert_close(cost, it->second, 1e-8, "R, problem %d", number);
  pm_arena_free(arena);
}

static void read_optima(const char *file, oracle_case *cases, int count, bool is_second)
{
  int seen = 0;
  support_rows *rows = support_rows_open(file);
  for (; support_rows_next(rows); seen++) {
    oracle_case *it = &cases[(int)support_number(rows, "problem")];
    *(is_second ? &it->second : &it->relaxed) = support_number(rows, "value");
  }
  support_rows_free(rows);
  ck_assert_int_eq(seen, count);
}

START_TEST(targets_relaxed_oracle)
{
  enum { PROBLEMS = 60 };
  static oracle_case cases[PROBLEMS];
  memset(cases, 0, sizeof cases);
  support_rows *rows = support_rows_open("oracle/targets_problems.csv");
  while (support_rows_next(rows))
    read_number(&cases[(int)support_number(rows, "problem")], rows);
  support_rows_free(rows);
  read_optima("oracle/targets_primal.csv", cases, PROBLEMS, false);
  read_optima("oracle/targets_dual.csv", cases, PROBLEMS, true);
  for (int i = 0; i < PROBLEMS; i++) {
    close_case(&cases[i].data);
    check_relaxed(&cases[i], i);
  }
}
END_TEST

/* ---------------------------------------------------------------- degenerate -- */

static double cost_of(target_case *it)
{
  pm_targets_result found;
  ck_assert_int_eq(solve(it, &found, NULL), PM_OK);
  ck_assert(found.is_exact);
  return found.cost;
}

/* 2 strata of 10, one target. */
static target_case plain(void)
{
  return (target_case){.strata = 2,
                       .targets = 1,
                       .cost = {1, 1},
                       .low = {1, 1},
                       .high = {10, 10},
                       .starts = {0, 1, 2},
                       .target = {0, 0},
                       .load = {1, 4},
                       .limit = {1}};
}

START_TEST(targets_degenerate)
{
  target_case it = plain();
  /* 1/3 + 4/6 = 1: the optimum of real numbers is whole, and exactly on the limit. */
  ck_assert_double_eq(cost_of(&it), 9);
  ck_assert(it.n[0] == 3 && it.n[1] == 6);
  it.limit[0] = 0.5; /* 1/10 + 4/10: a census, and nothing less */
  ck_assert_double_eq(cost_of(&it), 20);
  it.limit[0] = 5; /* met by the minima */
  ck_assert_double_eq(cost_of(&it), 2);
  ck_assert_double_eq(it.price[0], 0);
  it = plain();
  it.load[0] = 0;
  it.low[0] = 0; /* no spread: no records, unless they are asked for */
  ck_assert_double_eq(cost_of(&it), 4);
  ck_assert_double_eq(it.n[0], 0);
  it = plain();
  it.low[1] = it.high[1]; /* decided: 1/n <= 0.6 */
  ck_assert_double_eq(cost_of(&it), 12);
  it = plain();
  it.targets = 2; /* the same target twice */
  it.starts[1] = 2;
  it.starts[2] = 4;
  const target_case twice = {.target = {0, 1, 0, 1}, .load = {1, 1, 4, 4}};
  memcpy(it.target, twice.target, sizeof it.target);
  memcpy(it.load, twice.load, sizeof it.load);
  it.limit[1] = 1;
  ck_assert_double_eq(cost_of(&it), 9);
  it.targets = 0; /* nothing asked for */
  it.starts[1] = it.starts[2] = 0;
  ck_assert_double_eq(cost_of(&it), 2);
  it.strata = 0;
  ck_assert_double_eq(cost_of(&it), 0);
}
END_TEST

/* No maximum at all, and a very large one. */
START_TEST(targets_unbounded)
{
  target_case it = plain();
  it.high[0] = it.high[1] = (double)INFINITY;
  ck_assert_double_eq(cost_of(&it), 9);
  it.limit[0] = 9e-6; /* sqrt(9)^2/9e-6 */
  ck_assert_double_eq(cost_of(&it), 1e6);
  it.high[0] = it.high[1] = 9007199254740992;
  ck_assert_double_eq(cost_of(&it), 1e6);
}
END_TEST

static void refuses(target_case *it, pm_status status, const char *text)
{
  pm_error error = {0};
  pm_targets_result found;
  ck_assert_int_eq(solve(it, &found, &error), status);
  ck_assert_msg(strstr(error.faults[0].text, text) != NULL, "'%s' is not in '%s'", text,
                error.faults[0].text);
}

START_TEST(targets_refusals)
{
  target_case it = plain();
  it.limit[0] = 0.4;
  refuses(&it, PM_ERROR_DOMAIN, "0.5 is left, and its limit is 0.4");
  it = plain();
  it.cost[1] = 0;
  refuses(&it, PM_ERROR_DOMAIN, "stratum 2: a record costs 0");
  it = plain();
  it.low[0] = 12;
  refuses(&it, PM_ERROR_DOMAIN, "stratum 1: the minimum of 12 is 2 above the maximum of 10");
  it = plain();
  it.low[0] = 1.5;
  refuses(&it, PM_ERROR_DOMAIN, "not a whole number");
  it = plain();
  it.target[1] = 1;
  refuses(&it, PM_ERROR_USAGE, "stratum 2 has a load of target 2, and there are 1");
  it = plain();
  it.load[0] = -1;
  refuses(&it, PM_ERROR_DOMAIN, "a load of -1");
  it = plain();
  it.limit[0] = 0;
  refuses(&it, PM_ERROR_DOMAIN, "a limit of 0");
}
END_TEST

/* ---------------------------------------------------------------------- laws -- */

/* More asked for never costs less; a unit of cost is one of the answer. */
START_TEST(targets_laws)
{
  for (unsigned long number = 0; number < 500; number++) {
    target_case it;
    pm_targets_result found;
    draw_case(&it, 7, number);
    if (solve(&it, &found, NULL) != PM_OK)
      continue;
    double cost = found.cost;
    for (size_t h = 0; h < it.strata; h++)
      it.cost[h] *= 4;
    ck_assert_int_eq(solve(&it, &found, NULL), PM_OK);
    assert_close(found.cost, 4 * cost, 1e-12, "case %lu", number);
    for (size_t h = 0; h < it.strata; h++)
      it.cost[h] /= 4;
    for (size_t j = 0; j < it.targets; j++)
      it.limit[j] *= 1.3;
    ck_assert_int_eq(solve(&it, &found, NULL), PM_OK);
    ck_assert(found.cost <= cost * (1 + 1e-13));
  }
}
END_TEST

START_TEST(targets_failing_memory)
{
  target_case it;
  draw_case(&it, 1, 6);
  pm_targets_request request = case_request(&it);
  pm_targets_result found = {.n = it.n};
  support_failing failing;
  ck_assert_int_eq(pm_allocate_targets(&request, &found, NULL), PM_OK);
  for (long at = 1;; at++) {
    support_failing_init(&failing, at);
    request.allocator = &failing.allocator;
    pm_error error = {0};
    pm_status status = pm_allocate_targets(&request, &found, &error);
    ck_assert_int_eq(failing.live, 0);
    if (status == PM_OK)
      break;
    ck_assert_int_eq(status, PM_ERROR_MEMORY);
    ck_assert_int_eq(error.count, 1);
  }
  ck_assert_int_gt(failing.calls, 0);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("targets", &tcase);
  tcase_add_test(tcase, targets_meet_enumeration);
  tcase_add_test(tcase, targets_without_effort);
  tcase_add_test(tcase, targets_any_prices_bound);
  tcase_add_test(tcase, targets_relaxed_oracle);
  tcase_add_test(tcase, targets_degenerate);
  tcase_add_test(tcase, targets_unbounded);
  tcase_add_test(tcase, targets_refusals);
  tcase_add_test(tcase, targets_laws);
  tcase_add_test(tcase, targets_failing_memory);
  return support_run(suite);
}
