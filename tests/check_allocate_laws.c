/* check_allocate_laws.c: printed figures, and what allocations of a fixed total or budget
   must be whatever the numbers.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/plan.h>
#include <stdlib.h>

#include "allocate_case.h"

static pm_random generator;

/* ------------------------------------------------------------------ printed -- */

START_TEST(wright_2017)
{
  const pm_stratum_plan strata[] = {
      {.population = 47, .spread = 10, .minimum = 1, .maximum = 5},
      {.population = 61, .spread = 6, .minimum = 2, .maximum = 6},
      {.population = 41, .spread = 4, .minimum = 3, .maximum = 4},
  };
  const pm_allocation_request request = {.strata = strata, .count = 3, .total = 10};
  double n[3];
  pm_allocation found;
  ck_assert_int_eq(pm_allocate_fixed(&request, n, &found, NULL, NULL), PM_OK);
  ck_assert_double_eq(n[0], 4);
  ck_assert_double_eq(n[1], 3);
  ck_assert_double_eq(n[2], 3);
  ck_assert_int_eq(pm_stratum_state_of(&strata[2], n[2]), PM_STRATUM_AT_MINIMUM);
  ck_assert_int_eq(pm_stratum_state_of(&strata[0], n[0]), PM_STRATUM_FREE);
}
END_TEST

/* --------------------------------------------------------------------- laws -- */

enum { MANY = 20000 };

static pm_stratum_plan *many_strata(bool are_equal)
{
  pm_stratum_plan *strata = calloc(MANY, sizeof *strata);
  ck_assert_ptr_nonnull(strata);
  pm_random_begin(&generator, &(pm_random_place){.seed = 7});
  for (size_t h = 0; h < MANY; h++) {
    strata[h].population = are_equal ? 50 : case_draw(&generator, 1, 200);
    strata[h].spread = are_equal ? 0.5 : pm_random_uniform(&generator);
    strata[h].minimum = are_equal ? 0 : fmin(2, strata[h].population);
    strata[h].maximum =
        case_once(&generator, 4) && !are_equal ? case_draw(&generator, 2, 30) : 0;
  }
  return strata;
}

/* One record after the other to the stratum where it is worth most, the first of equals,
   by looking at all of them: as slow as it is plain. */
static void give_one(const pm_stratum_plan *strata, double *n, double *worth, size_t *best)
{
  *best = 0;
  for (size_t h = 1; h < MANY; h++)
    if (worth[h] > worth[*best])
      *best = h;
  n[*best]++;
  double a = strata[*best].population * strata[*best].spread;
  bool is_full = n[*best] >= case_high(&strata[*best]);
  worth[*best] = is_full ? -1 : a * a / (n[*best] * (n[*best] + 1));
}

static void allocate_many(const pm_stratum_plan *strata, double total, double *n)
{
  const pm_allocation_request request = {.strata = strata, .count = MANY, .total = total};
  pm_allocation found;
  ck_assert_int_eq(pm_allocate_fixed(&request, n, &found, NULL, NULL), PM_OK);
  ck_assert_double_eq(found.total, total);
}

/* From one total to a thousand more the same records are added, whatever the start. */
static void check_order(bool are_equal, double total)
{
  pm_stratum_plan *strata = many_strata(are_equal);
  double *n = calloc(3 * (size_t)MANY, sizeof *n);
  double *more = n + MANY;
  double *worth = more + MANY;
  allocate_many(strata, total, n);
  allocate_many(strata, total + 1000, more);
  for (size_t h = 0; h < MANY; h++) {
    double a = strata[h].population * strata[h].spread;
    worth[h] = n[h] >= case_high(&strata[h]) ? -1 : a * a / (n[h] * (n[h] + 1));
  }
  for (int i = 0; i < 1000; i++) {
    size_t best;
    give_one(strata, n, worth, &best);
  }
  for (size_t h = 0; h < MANY; h++)
    ck_assert_msg(n[h] == more[h], "stratum %zu has %g, not %g", h, more[h], n[h]);
  free(n);
  free(strata);
}

START_TEST(records_go_in_one_order)
{
  check_order(false, 50000);
  check_order(false, 100000);
  check_order(true, 20000);
  check_order(true, 20500);
  check_order(true, 39500);
}
END_TEST

/* Rows in another order, labels the same: the same records, ties and all. */
START_TEST(row_order_does_not_matter)
{
  static const char *const labels[] = {"a", "b", "c", "d"};
  pm_stratum_plan there[4], back[4];
  for (size_t h = 0; h < 4; h++) {
    there[h] = (pm_stratum_plan){.label = labels[h], .population = 100, .spread = 1};
    back[3 - h] = there[h];
  }
  for (double total = 4; total <= 12; total++) {
    pm_allocation_request request = {.strata = there, .count = 4, .total = total};
    double first[4], second[4];
    pm_allocation found;
    ck_assert_int_eq(pm_allocate_fixed(&request, first, &found, NULL, NULL), PM_OK);
    request.strata = back;
    ck_assert_int_eq(pm_allocate_fixed(&request, second, &found, NULL, NULL), PM_OK);
    for (size_t h = 0; h < 4; h++) {
      ck_assert_double_eq(first[h], second[3 - h]);
      ck_assert(h == 0 || first[h] <= first[h - 1]);
    }
  }
}
END_TEST

/* Totals up to 2^52 take no longer. */
START_TEST(totals_may_be_enormous)
{
  const pm_stratum_plan strata[] = {{.population = 4503599627370496, .spread = 1},
                                    {.population = 4503599627370496, .spread = 3},
                                    {.population = 5, .spread = 1e6}};
  const pm_allocation_request request = {.strata = strata, .count = 3, .total = 4e15};
  double n[3];
  pm_allocation found;
  ck_assert_int_eq(pm_allocate_fixed(&request, n, &found, NULL, NULL), PM_OK);
  ck_assert_double_eq(n[0] + n[1] + n[2], 4e15);
  assert_close(n[1], 3 * n[0], 1e-14, "by spread");
}
END_TEST

/* What is left when strata with a spread are full goes by size; a stratum without one has
   its minimum before. */
START_TEST(no_spread_is_legal)
{
  const pm_stratum_plan strata[] = {{.population = 10, .spread = 1},
                                    {.population = 100, .spread = 0},
                                    {.population = 200, .spread = 0}};
  pm_allocation_request request = {.strata = strata, .count = 3, .total = 12};
  double n[3];
  pm_allocation found;
  pm_notes *notes;
  ck_assert_int_eq(pm_notes_new(&notes, NULL), PM_OK);
  ck_assert_int_eq(pm_allocate_fixed(&request, n, &found, notes, NULL), PM_OK);
  ck_assert_str_eq(pm_notes_at(notes, 1)->code, "spread-zero");
  ck_assert_double_eq(n[0], 10);
  ck_assert_double_eq(n[1], 1);
  ck_assert_double_eq(n[2], 1);
  request.total = 40;
  ck_assert_int_eq(pm_allocate_fixed(&request, n, &found, notes, NULL), PM_OK);
  ck_assert_str_eq(pm_notes_at(notes, 2)->code, "spread-rest");
  pm_notes_free(notes);
  ck_assert_double_eq(n[1], 10);
  ck_assert_double_eq(n[2], 20);
  assert_close(found.se, 0, 0, "a census of all that varies");
}
END_TEST

/* Where no stratum has any, neyman is proportional and optimal shares by N/sqrt(c), and the
   note says so; nothing is claimed of a margin. */
START_TEST(no_spread_at_all)
{
  const pm_stratum_plan strata[] = {{.population = 500, .cost = 1},
                                    {.population = 300, .cost = 4},
                                    {.population = 200, .cost = 1}};
  pm_allocation_request request = {.strata = strata, .count = 3, .total = 100};
  double n[3];
  pm_allocation found;
  pm_notes *notes;
  ck_assert_int_eq(pm_notes_new(&notes, NULL), PM_OK);
  ck_assert_int_eq(pm_allocate_fixed(&request, n, &found, notes, NULL), PM_OK);
  ck_assert(n[0] == 50 && n[1] == 30 && n[2] == 20);
  ck_assert(isnan(found.se) && isnan(found.least_se) && isnan(found.gap));
  ck_assert_uint_eq(pm_notes_count(notes), 1);
  ck_assert_str_eq(pm_notes_at(notes, 0)->code, "spread-none");
  request.method = "power"; /* by the root of N, and it says so as well */
  ck_assert_int_eq(pm_allocate_fixed(&request, n, &found, notes, NULL), PM_OK);
  ck_assert(n[0] == 42 && n[1] == 32 && n[2] == 26);
  ck_assert_uint_eq(pm_notes_count(notes), 2);
  ck_assert_str_eq(pm_notes_at(notes, 1)->code, "spread-none");
  ck_assert_ptr_nonnull(strstr(pm_notes_at(notes, 1)->text, "the coefficient of variation"));
  pm_notes_free(notes);
  request.total = 0;
  request.budget = 500 + 4 * 150 + 200;
  request.method = "optimal";
  ck_assert_int_eq(pm_allocate_fixed(&request, n, &found, NULL, NULL), PM_OK);
  ck_assert(n[0] == 500 && n[1] == 150 && n[2] == 200);
}
END_TEST

/* A budget of shares: as many as the order of records allows, and not one more. */
START_TEST(budgets_stop_in_order)
{
  const pm_stratum_plan strata[] = {{.population = 90, .cost = 0.1},
                                    {.population = 60, .cost = 0.7}};
  double spent = 0;
  for (double total = 2; total <= 20; total++) {
    pm_allocation_request request = {.method = "proportional", .strata = strata, .count = 2};
    double n[2], bought[2];
    pm_allocation found;
    request.total = total;
    ck_assert_int_eq(pm_allocate_fixed(&request, n, &found, NULL, NULL), PM_OK);
    spent = found.cost;
    request.total = 0;
    request.budget = spent + 0.05;
    ck_assert_int_eq(pm_allocate_fixed(&request, bought, &found, NULL, NULL), PM_OK);
    ck_assert_double_eq(n[0], bought[0]);
    ck_assert_double_eq(n[1], bought[1]);
    request.budget = 0.1 * n[0] + 0.7 * n[1];
    ck_assert_int_eq(pm_allocate_fixed(&request, bought, &found, NULL, NULL), PM_OK);
    ck_assert_double_eq(n[0] + n[1], bought[0] + bought[1]);
  }
}
END_TEST

/* Thirty strata with costs that have no unit: proven best. */
START_TEST(budgets_are_proven)
{
  pm_stratum_plan strata[30];
  double n[30];
  pm_random_begin(&generator, &(pm_random_place){.seed = 8});
  for (int problem = 0; problem < 50; problem++) {
    double budget = 0;
    for (size_t h = 0; h < 30; h++) {
      strata[h] = (pm_stratum_plan){.population = case_draw(&generator, 50, 5000)};
      strata[h].spread = pm_random_uniform(&generator);
      strata[h].cost = 1 + 9 * pm_random_uniform(&generator);
      budget += 10 * strata[h].cost;
    }
    pm_allocation_request request = {
        .method = "optimal", .strata = strata, .count = 30, .budget = budget};
    pm_allocation found, other;
    ck_assert_int_eq(pm_allocate_fixed(&request, n, &found, NULL, NULL), PM_OK);
    ck_assert(found.cost <= budget);
    ck_assert(found.is_exact && found.gap == 0);
    ck_assert(found.least_se == found.se);
    request.method = "neyman";
    ck_assert_int_eq(pm_allocate_fixed(&request, n, &other, NULL, NULL), PM_OK);
    ck_assert(other.se >= found.least_se);
    ck_assert(isnan(other.least_se) && isnan(other.gap)); /* not what neyman seeks */
  }
}
END_TEST

/* Too many strata for a proof: the bound is below all that is found. */
START_TEST(gaps_are_told)
{
  pm_stratum_plan *strata = many_strata(false);
  double *n = calloc(MANY, sizeof *n);
  double budget = 0;
  for (size_t h = 0; h < MANY; h++) {
    strata[h] =
        (pm_stratum_plan){.population = case_draw(&generator, 100, 50000), .minimum = 2};
    strata[h].spread = pm_random_uniform(&generator);
    strata[h].cost = 5 + 35 * pm_random_uniform(&generator);
    budget += 20 * strata[h].cost;
  }
  int bounded = 0;
  for (int k = 0; k < 8; k++) {
    const pm_allocation_request request = {.method = "optimal",
                                           .strata = strata,
                                           .count = MANY,
                                           .budget = budget * (1 + k * 1e-4)};
    pm_allocation found;
    ck_assert_int_eq(pm_allocate_fixed(&request, n, &found, NULL, NULL), PM_OK);
    ck_assert(found.gap >= 0 && found.gap < 1e-8);
    ck_assert(found.is_exact ? found.least_se == found.se : found.least_se < found.se);
    bounded += !found.is_exact;
  }
  ck_assert_int_gt(bounded, 0);
  free(n);
  free(strata);
}
END_TEST

/* ------------------------------------------------------------------- margins -- */

START_TEST(margins_are_those_of_the_plan)
{
  for (double population = 2; population < 3000; population *= 3)
    for (double n = 1; n <= population; n *= 2) {
      const pm_plan plan = {.rate = 0.3, .conf = 0.95, .population = population};
      const pm_stratum_plan stratum = {.population = population,
                                       .spread = pm_rate_spread(0.3, population)};
      double planned;
      ck_assert_int_eq(pm_plan_margin(&plan, n, &planned, NULL), PM_OK);
      double z = 1.9599639845400545;
      assert_close(pm_stratum_margin(&stratum, n, z), planned, 1e-14, "of %g", population);
      assert_close(pm_strata_margin(&stratum, 1, &n, z), planned, 1e-14, "alone");
    }
}
END_TEST

/* --------------------------------------------------------------------- faults -- */

typedef struct refused {
  pm_stratum_plan strata[2];
  double total, budget;
  const char *method;
  bool has_parameter;
  double parameter;
  pm_status status;
  const char *text;
} refused;

#define GOOD                                                                                   \
  {                                                                                            \
    .population = 10, .spread = 1                                                              \
  }

static const refused refusals[] = {
    {{GOOD, GOOD},
     0,
     0,
     NULL,
     false,
     0,
     PM_ERROR_USAGE,
     "either a total or a budget is to be given"},
    {{GOOD, GOOD},
     5,
     5,
     NULL,
     false,
     0,
     PM_ERROR_USAGE,
     "either a total or a budget is to be given"},
    {{GOOD, GOOD},
     5.5,
     0,
     NULL,
     false,
     0,
     PM_ERROR_DOMAIN,
     "a total must be a whole number of at least 1"},
    {{GOOD, GOOD}, 0, -5, NULL, false, 0, PM_ERROR_DOMAIN, "a budget must be above 0"},
    {{GOOD, GOOD},
     5,
     0,
     "neymann",
     false,
     0,
     PM_ERROR_USAGE,
     "there is no allocation 'neymann'"},
    {{GOOD, GOOD}, 5, 0, "neyman", true, 0.5, PM_ERROR_USAGE, "neyman has no parameter"},
    {{GOOD, GOOD},
     5,
     0,
     "power",
     true,
     1.5,
     PM_ERROR_USAGE,
     "the parameter of power is within 0 and 1"},
    {{GOOD, GOOD},
     5,
     0,
     "power",
     false,
     0,
     PM_ERROR_DOMAIN,
     "stratum 1: power needs a mean or rate above 0, to which its spread is related"},
    {{GOOD, GOOD},
     25,
     0,
     NULL,
     false,
     0,
     PM_ERROR_DOMAIN,
     "the maxima of 2 strata add up to 20, 5 fewer than the total of 25"},
    {{{.population = 10, .minimum = 7}, GOOD},
     5,
     0,
     NULL,
     false,
     0,
     PM_ERROR_DOMAIN,
     "the minima of 2 strata add up to 8, 3 more than the total of 5; the largest is 7, of "
     "stratum 1"},
    {{{.population = 10, .cost = 2.5}, GOOD},
     0,
     3,
     "equal",
     false,
     0,
     PM_ERROR_DOMAIN,
     "the minima of 2 strata cost 3.5, 0.5 more than the budget of 3; the largest is 2.5, "
     "of stratum 1"},
    {{{.label = "Kent", .population = 10, .minimum = 7, .maximum = 4}, GOOD},
     5,
     0,
     NULL,
     false,
     0,
     PM_ERROR_DOMAIN,
     "stratum 'Kent': its minimum of 7 is 3 above its maximum of 4"},
    {{{.label = "Kent", .population = 10, .minimum = 12}, GOOD},
     5,
     0,
     NULL,
     false,
     0,
     PM_ERROR_DOMAIN,
     "stratum 'Kent': its minimum of 12 is 2 above its size of 10"},
    {{{.population = 10, .cost = -1}, GOOD},
     5,
     0,
     NULL,
     false,
     0,
     PM_ERROR_DOMAIN,
     "stratum 1: the cost of a record must be above 0, from 1e-100 to 1e100"},
    {{GOOD, {.population = 0.5}},
     5,
     0,
     NULL,
     false,
     0,
     PM_ERROR_DOMAIN,
     "stratum 2: its population must be a whole number of at least 1"},
};

START_TEST(contradictions_are_named)
{
  const refused *it = &refusals[_i];
  const pm_allocation_request request = {.method = it->method,
                                         .strata = it->strata,
                                         .count = 2,
                                         .total = it->total,
                                         .budget = it->budget,
                                         .has_parameter = it->has_parameter,
                                         .parameter = it->parameter};
  double n[2];
  pm_allocation found;
  pm_error error = {0};
  ck_assert_int_eq(pm_allocate_fixed(&request, n, &found, NULL, &error), it->status);
  ck_assert_str_eq(error.faults[0].text, it->text);
}
END_TEST

static pm_status allocate_within(const pm_allocator *allocator, const void *context)
{
  (void)context;
  const pm_stratum_plan strata[] = {{.population = 100, .spread = 1, .cost = 2},
                                    {.population = 90, .spread = 1, .cost = 3.3}};
  const pm_allocation_request request = {
      .method = "optimal", .strata = strata, .count = 2, .budget = 50, .allocator = allocator};
  double n[2];
  pm_allocation found;
  return pm_allocate_fixed(&request, n, &found, NULL, NULL);
}

START_TEST(memory_may_end)
{
  support_memory_ends(allocate_within, NULL);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("allocate_laws", &tcase);
  tcase_add_test(tcase, wright_2017);
  tcase_add_test(tcase, records_go_in_one_order);
  tcase_add_test(tcase, row_order_does_not_matter);
  tcase_add_test(tcase, totals_may_be_enormous);
  tcase_add_test(tcase, no_spread_is_legal);
  tcase_add_test(tcase, no_spread_at_all);
  tcase_add_test(tcase, budgets_stop_in_order);
  tcase_add_test(tcase, budgets_are_proven);
  tcase_add_test(tcase, gaps_are_told);
  tcase_add_test(tcase, margins_are_those_of_the_plan);
  tcase_add_loop_test(tcase, contradictions_are_named, 0,
                      (int)(sizeof refusals / sizeof refusals[0]));
  tcase_add_test(tcase, memory_may_end);
  return support_run(suite);
}
