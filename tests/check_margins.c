/* check_margins.c: margins of domains as targets: from goals to domains, and what is reached.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/allocate.h>
#include <stdio.h>
#include <string.h>

#include "margin_case.h"

static const pm_margin_target *target_of(const pm_margins *margins, const char *value,
                                         const char *rate)
{
  for (size_t j = 0; j < pm_margins_count(margins); j++) {
    const pm_margin_target *target = pm_margins_at(margins, j);
    bool is_value = value == NULL ? target->value == NULL
                                  : target->value != NULL && strcmp(target->value, value) == 0;
    if (is_value && strcmp(target->rate, rate) == 0)
      return target;
  }
  ck_abort_msg("no target %s", value);
}

/* ------------------------------------------------------------------- domains -- */

/* The margin of the strata with this value of the column (-1: all), written out. */
static double margin_of(const margin_case *it, const double *n, int column, const char *value,
                        size_t rate)
{
  double whole = 0, sum = 0;
  for (int pass = 0; pass < 2; pass++)
    for (size_t h = 0; h < STRATA; h++) {
      double size = it->strata[h].population;
      if (column >= 0 && strcmp(it->texts[h][column], value) != 0)
        continue;
      double p = it->rates[h][rate];
      if (pass == 0)
        whole += size;
      else
        sum += pow(size / whole, 2) * p * (1 - p) / n[h] * (size - n[h]) / (size - 1);
    }
  return z95() * sqrt(sum);
}

START_TEST(margins_are_met)
{
  margin_case it;
  make_case(&it);
  it.request.rate_count = 2;
  ask(&it, "region", NULL, NULL, 0.05);
  ask(&it, NULL, NULL, NULL, 0.03);
  ask(&it, "kind", "theft", "timely", 0.04);
  pm_margins *margins = plan(&it);
  const double *n = pm_margins_result(margins)->n;
  ck_assert_uint_eq(pm_margins_count(margins), 2 + 4 + 1);
  ck_assert(pm_margins_result(margins)->is_exact);
  double total = 0;
  for (size_t h = 0; h < STRATA; h++) {
    ck_assert(n[h] >= 2 && n[h] <= it.strata[h].population);
    total += n[h];
  }
  ck_assert_double_eq(pm_margins_total(margins), total);
  ck_assert_double_eq(pm_margins_result(margins)->cost, total);
  for (size_t j = 0; j < pm_margins_count(margins); j++) {
    const pm_margin_target *target = pm_margins_at(margins, j);
    int column = target->column == NULL ? -1 : strcmp(target->column, "kind") == 0;
    size_t rate = strcmp(target->rate, "timely") == 0;
    assert_close(target->achieved, margin_of(&it, n, column, target->value, rate), 1e-12,
                 "target %zu", j);
    ck_assert(target->achieved <= target->target * (1 + 1e-9));
    ck_assert(target->price == 0 || target->is_binding);
  }
  /* The whole is first, whatever was asked for first, and then regions by name. */
  ck_assert_ptr_null(pm_margins_at(margins, 0)->column);
  ck_assert_str_eq(pm_margins_at(margins, 2)->value, "North");
  ck_assert_str_eq(pm_margins_at(margins, 6)->value, "theft");
  ck_assert_double_eq(pm_margins_at(margins, 2)->population, 2460);
  ck_assert_ptr_nonnull(strstr(pm_margins_why(margins), "targets bind"));
  pm_margins_free(margins);
}
END_TEST

/* What is said of one value holds for it in the place of what is said of all; what is said
   of one rate likewise, and a value counts for more. */
START_TEST(margins_closest_goal)
{
  margin_case it;
  make_case(&it);
  it.request.rate_count = 2;
  ask(&it, "region", NULL, NULL, 0.05);
  ask(&it, "region", NULL, "timely", 0.06);
  ask(&it, "region", "South", NULL, 0.07);
  pm_margins *margins = plan(&it);
  ck_assert_double_eq(target_of(margins, "North", "recorded")->target, 0.05);
  ck_assert_double_eq(target_of(margins, "North", "timely")->target, 0.06);
  ck_assert_double_eq(target_of(margins, "South", "recorded")->target, 0.07);
  ck_assert_double_eq(target_of(margins, "South", "timely")->target, 0.07);
  pm_margins_free(margins);
}
END_TEST

static void refuses(margin_case *it, pm_status expected, const char *text)
{
  pm_margins *margins;
  pm_error error = {0};
  pm_status status = pm_allocate_margins(&margins, &it->request, NULL, &error);
  ck_assert_ptr_null(margins);
  ck_assert_int_eq(status, expected);
  ck_assert_msg(strstr(error.faults[0].text, text) != NULL, "'%s' is not in '%s'", text,
                error.faults[0].text);
}

START_TEST(margins_refusals)
{
  static const struct {
    pm_margin_goal goal;
    pm_status status;
    const char *text;
  } cases[] = {
      {{"regoin", NULL, NULL, 0.1, NULL, 0, NULL}, PM_ERROR_USAGE, "did you mean 'region'"},
      {{"region", "Nort", NULL, 0.1, NULL, 0, NULL}, PM_ERROR_USAGE, "did you mean 'North'"},
      {{NULL, NULL, "recrded", 0.1, NULL, 0, NULL}, PM_ERROR_USAGE, "did you mean 'recorded'"},
      {{NULL, "North", NULL, 0.1, NULL, 0, NULL},
       PM_ERROR_USAGE,
       "no column for the value 'North'"},
      {{"region", NULL, NULL, 0, "goals.csv", 7, NULL},
       PM_ERROR_DATA,
       "goals.csv:7: column 'margin': a margin of 0%"},
      {{NULL, NULL, NULL, 2, NULL, 0, NULL}, PM_ERROR_USAGE, "did you mean 2%"},
      {{NULL, NULL, NULL, (double)NAN, NULL, 0, NULL},
       PM_ERROR_USAGE,
       "a margin must be from 1e-100 to 1e100, not something that is not a number"},
      {{NULL, NULL, NULL, (double)INFINITY, NULL, 0, NULL}, PM_ERROR_USAGE, "not infinity"},
      {{NULL, NULL, NULL, 1e-200, NULL, 0, NULL}, PM_ERROR_USAGE, "to 1e100, not 1e-200"},
      {{NULL, NULL, NULL, 1e200, NULL, 0, NULL}, PM_ERROR_USAGE, "to 1e100, not 1e200"},
      {{"region", "South", NULL, 0.03, NULL, 0, NULL},
       PM_ERROR_DOMAIN,
       "region=South: a margin of 3% cannot be met: with every stratum at its maximum it is "},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    margin_case it;
    make_case(&it);
    for (size_t h = 0; h < STRATA; h++)
      it.strata[h].maximum = 40;
    it.goals[it.request.goal_count++] = cases[i].goal;
    refuses(&it, cases[i].status, cases[i].text);
  }
  margin_case it;
  make_case(&it);
  refuses(&it, PM_ERROR_USAGE, "no margin");
  ask(&it, "region", "North", NULL, 0.1);
  ask(&it, "region", "North", NULL, 0.2);
  refuses(&it, PM_ERROR_USAGE, "region=North has two margins: 10% and 20%");
  make_case(&it);
  ask(&it, NULL, NULL, NULL, 0.1);
  it.request.interval = "wilsn";
  refuses(&it, PM_ERROR_USAGE, "did you mean 'wilson'");
  it.request.interval = "wilson";
  it.request.rate_count = 0;
  refuses(&it, PM_ERROR_USAGE, "the wilson interval is of a rate");
  it.request.interval = NULL;
  it.strata[2].minimum = 3000;
  refuses(&it, PM_ERROR_DOMAIN, "its minimum of 3000 is 1000 above its size of 2000");
  it.request.count = 0;
  refuses(&it, PM_ERROR_USAGE, "there is no stratum to allocate to");
}
END_TEST

/* All that is wrong with the goals is told, with its place. */
START_TEST(margins_all_unknown)
{
  static const char *const texts[] = {
      "goals.csv:2: column 'domain': there is no column 'regoin'; did you mean 'region'?",
      "goals.csv:4: column 'domain': there is no column 'forse'",
      "goals.csv:2: column 'rate': there is no rate 'recrded'; did you mean 'recorded'?",
      "goals.csv:3: column 'value': column 'region' has no value 'Nort'; did you mean 'North'?",
      "goals.csv:3: column 'target': a margin of 4 is 400 percentage points; did you mean 4%?"};
  margin_case it;
  pm_margins *margins;
  pm_error error = {0};
  make_case(&it);
  it.goals[0] = (pm_margin_goal){"regoin", "North", "recrded", 0.1, "goals.csv", 2, NULL};
  it.goals[1] = (pm_margin_goal){"region", "Nort", NULL, 4, "goals.csv", 3, "target"};
  it.goals[2] = (pm_margin_goal){"forse", NULL, NULL, 0.1, "goals.csv", 4, NULL};
  it.request.goal_count = 3;
  ck_assert_int_eq(pm_allocate_margins(&margins, &it.request, NULL, &error), PM_ERROR_DATA);
  ck_assert_int_eq(error.count, sizeof texts / sizeof texts[0]);
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
    ck_assert_str_eq(error.faults[i].text, texts[i]);
}
END_TEST

/* All that cannot be met is listed, with the margin that can. */
START_TEST(margins_all_impossible)
{
  margin_case it;
  pm_margins *margins;
  pm_error error = {0};
  make_case(&it);
  for (size_t h = 0; h < STRATA; h++)
    it.strata[h].maximum = 10;
  ask(&it, "region", NULL, NULL, 0.03);
  ask(&it, NULL, NULL, NULL, 0.5);
  ck_assert_int_eq(pm_allocate_margins(&margins, &it.request, NULL, &error), PM_ERROR_DOMAIN);
  ck_assert_int_eq(error.count, 2);
  double n[STRATA] = {10, 10, 10, 10, 10, 10};
  char least[64];
  (void)snprintf(least, sizeof least, "maximum it is %.2f%%",
                 100 * margin_of(&it, n, 0, "North", 0));
  ck_assert_msg(strstr(error.faults[0].text, least) != NULL, "%s", error.faults[0].text);
}
END_TEST

/* --------------------------------------------------------------------- order -- */

START_TEST(margins_any_order)
{
  margin_case it, other;
  make_case(&it);
  ask(&it, "region", NULL, NULL, 0.06);
  ask(&it, "kind", NULL, NULL, 0.05);
  make_case(&other);
  ask(&other, "region", NULL, NULL, 0.06);
  ask(&other, "kind", NULL, NULL, 0.05);
  for (size_t h = 0; h < STRATA; h++) {
    size_t from = (h * 5 + 2) % STRATA;
    other.strata[h] = it.strata[from];
    other.values[h] = it.values[from];
    other.rate[h] = it.rate[from];
  }
  pm_margins *margins = plan(&it);
  pm_margins *again = plan(&other);
  for (size_t h = 0; h < STRATA; h++)
    ck_assert_double_eq(pm_margins_result(again)->n[h],
                        pm_margins_result(margins)->n[(h * 5 + 2) % STRATA]);
  for (size_t j = 0; j < pm_margins_count(margins); j++) {
    ck_assert_double_eq(pm_margins_at(margins, j)->achieved, pm_margins_at(again, j)->achieved);
    ck_assert_double_eq(pm_margins_at(margins, j)->price, pm_margins_at(again, j)->price);
  }
  pm_margins_free(margins);
  pm_margins_free(again);
}
END_TEST

/* -------------------------------------------------------------------- means -- */

/* Standard deviations in the place of rates: one domain, equal costs, so that the numbers
   are Neyman's (Cochran 1977, eq. 5.24) but for rounding. */
START_TEST(margins_of_means)
{
  margin_case it;
  make_case(&it);
  it.request.rate_count = 0;
  for (size_t h = 0; h < STRATA; h++) {
    it.strata[h].population = 1e6;
    it.strata[h].spread = 10 + 5 * (double)h;
  }
  ask(&it, NULL, NULL, NULL, 1.5);
  pm_margins *margins = plan(&it);
  const pm_margin_target *target = pm_margins_at(margins, 0);
  ck_assert(pm_margins_result(margins)->is_exact);
  ck_assert(isnan(target->half_width) && isnan(target->estimate));
  ck_assert_double_eq(target->step, 0.015);
  for (size_t h = 1; h < STRATA; h++)
    ck_assert_double_eq_tol(pm_margins_result(margins)->n[h] / pm_margins_result(margins)->n[0],
                            it.strata[h].spread / it.strata[0].spread, 0.05);
  pm_margins_free(margins);
}
END_TEST

/* -------------------------------------------------------------------- refused -- */

/* What no caller can mean is refused, and told. */
START_TEST(margins_no_numbers)
{
  static const double wrong[] = {0, -1, NAN, INFINITY};
  margin_case it;
  make_case(&it);
  ask(&it, NULL, NULL, NULL, 0.04);
  for (size_t i = 0; i < 8; i++) {
    pm_frontier_point points[2] = {{.whole = 1, .domains = 1}, {.whole = 1, .domains = 1}};
    pm_error error = {0};
    *(i < 4 ? &points[1].whole : &points[1].domains) = wrong[i % 4];
    ck_assert_int_eq(pm_margins_frontier(&it.request, points, 2, &error), PM_ERROR_USAGE);
    ck_assert_ptr_nonnull(strstr(error.faults[0].text, "point 2"));
  }
  for (size_t i = 1; i < 4; i++) {
    it.request.effort = wrong[i];
    refuses(&it, PM_ERROR_USAGE, "effort");
  }
  it.request.effort = 0;
  it.rates[2][0] = 1.2;
  refuses(&it, PM_ERROR_DOMAIN, "of 1.2 is not a rate");
}
END_TEST

/* The price says what a little more room would save: of real numbers the slope of the
   cost, of whole ones nearly so. */
START_TEST(margins_price_is_slope)
{
  margin_case it;
  make_case(&it);
  for (size_t h = 0; h < STRATA; h++)
    it.strata[h].population *= 1000;
  ask(&it, NULL, NULL, NULL, 0.01);
  ask(&it, "region", NULL, NULL, 0.015);
  pm_margins *margins = plan(&it);
  double cost = pm_margins_result(margins)->cost;
  double price = pm_margins_at(margins, 0)->price;
  pm_margins_free(margins);
  it.goals[0].margin -= 0.0001;
  margins = plan(&it);
  double more = pm_margins_result(margins)->cost - cost;
  pm_margins_free(margins);
  it.goals[0].margin += 0.0002;
  margins = plan(&it);
  double less = cost - pm_margins_result(margins)->cost;
  pm_margins_free(margins);
  ck_assert_msg(price > 10 * less && price < 10 * more, "%g is not within %g and %g", price,
                10 * less, 10 * more);
}
END_TEST

/* The sentence tells what a goal a step wider really saves, which at a census is far more
   than the price says. */
START_TEST(margins_why_is_solved)
{
  static const double asked[] = {0.02, 0.0001};
  for (size_t i = 0; i < 2; i++) {
    margin_case it;
    make_case(&it);
    ask(&it, NULL, NULL, NULL, asked[i]);
    pm_margins *margins = plan(&it);
    it.goals[0].margin += 0.001;
    pm_margins *wider = plan(&it);
    double saved = pm_margins_result(margins)->cost - pm_margins_result(wider)->cost;
    double price = pm_margins_at(margins, 0)->price;
    char text[64];
    (void)snprintf(text, sizeof text, "would save: %.0f by the whole", saved);
    ck_assert_msg(strstr(pm_margins_why(margins), text) != NULL, "'%s' is not in '%s'", text,
                  pm_margins_why(margins));
    ck_assert(i == 0 ? saved < price : saved > 2 * price);
    pm_margins_free(margins);
    pm_margins_free(wider);
  }
}
END_TEST

/* ---------------------------------------------------------------- 43 forces -- */

/* The margins of the example of 43 forces: national 1.5 points, every force 10, every crime
   type 3, two records from each of 258 strata. */
START_TEST(margins_forces)
{
  static const char *const keys[] = {"force", "crime_type"};
  static const char *const rates[] = {"rate"};
  char path[1024];
  (void)snprintf(path, sizeof path, "%s", support_path("../examples/crimes_2013.csv"));
  const pm_allocation_file_request source = {.file = path,
                                             .strata = keys,
                                             .strata_count = 2,
                                             .size = "recorded",
                                             .rates = rates,
                                             .rate_count = 1,
                                             .minimum_all = 2};
  pm_allocation_file *file;
  ck_assert_int_eq(pm_allocation_file_read(&file, &source, NULL), PM_OK);
  static const char *const *values[258];
  static const double *rate[258];
  ck_assert_uint_eq(pm_allocation_file_count(file), 258);
  for (size_t h = 0; h < 258; h++) {
    values[h] = pm_allocation_file_values(file, h);
    rate[h] = pm_allocation_file_rates(file, h);
  }
  static const pm_margin_goal goals[] = {{.margin = 0.015},
                                         {.column = "force", .margin = 0.10},
                                         {.column = "crime_type", .margin = 0.03}};
  const pm_margins_request request = {.strata = pm_allocation_file_plans(file),
                                      .count = 258,
                                      .columns = keys,
                                      .column_count = 2,
                                      .values = values,
                                      .rates = rates,
                                      .rate_count = 1,
                                      .rate = rate,
                                      .goals = goals,
                                      .goal_count = 3};
  pm_margins *margins;
  ck_assert_int_eq(pm_allocate_margins(&margins, &request, NULL, NULL), PM_OK);
  const pm_targets_result *found = pm_margins_result(margins);
  ck_assert_uint_eq(pm_margins_count(margins), 50);
  ck_assert_double_ge(found->lower_bound, 4460);
  ck_assert_double_le(found->gap, 0.001);
  int binding = 0;
  for (size_t j = 0; j < 50; j++) {
    const pm_margin_target *target = pm_margins_at(margins, j);
    ck_assert(target->achieved <= target->target * (1 + 1e-9));
    ck_assert(target->is_binding == (target->price > 0));
    ck_assert(target->slack < 0.001 || !target->is_binding);
    binding += target->is_binding;
  }
  ck_assert_int_eq(binding, 39);
  pm_margins_free(margins);
  pm_allocation_file_free(file);
}
END_TEST

START_TEST(margins_failing_memory)
{
  margin_case it;
  support_failing failing;
  make_case(&it);
  for (size_t h = 0; h < STRATA / 2; h++) /* North is certain: its strata are raised */
    it.rates[h][0] = 1;
  ask(&it, NULL, NULL, NULL, 0.05);
  ask(&it, "region", NULL, NULL, 0.09);
  it.request.interval = "wilson";
  for (long at = 1;; at++) {
    pm_margins *margins;
    pm_error error = {0};
    support_failing_init(&failing, at);
    it.request.allocator = &failing.allocator;
    pm_status status = pm_allocate_margins(&margins, &it.request, NULL, &error);
    pm_margins_free(margins);
    ck_assert_int_eq(failing.live, 0);
    if (status == PM_OK)
      break;
    ck_assert_int_eq(status, PM_ERROR_MEMORY);
    ck_assert_int_eq(error.count, 1);
  }
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("margins", &tcase);
  tcase_add_test(tcase, margins_are_met);
  tcase_add_test(tcase, margins_closest_goal);
  tcase_add_test(tcase, margins_refusals);
  tcase_add_test(tcase, margins_all_unknown);
  tcase_add_test(tcase, margins_all_impossible);
  tcase_add_test(tcase, margins_any_order);
  tcase_add_test(tcase, margins_of_means);
  tcase_add_test(tcase, margins_no_numbers);
  tcase_add_test(tcase, margins_price_is_slope);
  tcase_add_test(tcase, margins_why_is_solved);
  tcase_add_test(tcase, margins_forces);
  tcase_add_test(tcase, margins_failing_memory);
  return support_run(suite);
}
