/* check_margins_frontier.c: what other margins would cost, and what their plans give.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/allocate.h>
#include <string.h>

#include "margin_case.h"

START_TEST(margins_frontier)
{
  margin_case it;
  make_case(&it);
  ask(&it, NULL, NULL, NULL, 0.04);
  ask(&it, "region", NULL, NULL, 0.06);
  pm_frontier_point points[9] = {{0}};
  for (size_t i = 0; i < 9; i++) {
    points[i].whole = 0.5 + 0.5 * (double)(i / 3);
    points[i].domains = 0.5 + 0.5 * (double)(i % 3);
  }
  ck_assert_int_eq(pm_margins_frontier(&it.request, points, 9, NULL), PM_OK);
  pm_margins *margins = plan(&it);
  ck_assert_double_eq(points[4].cost, pm_margins_result(margins)->cost);
  ck_assert_double_eq(points[4].margin, pm_margins_at(margins, 0)->achieved);
  double worst = fmax(pm_margins_at(margins, 1)->achieved, pm_margins_at(margins, 2)->achieved);
  ck_assert_double_eq(points[4].worst, worst);
  for (size_t i = 0; i < 9; i++) {
    ck_assert(points[i].is_possible);
    ck_assert(points[i].margin <= 0.04 * points[i].whole * (1 + 1e-9));
    ck_assert(points[i].worst <= 0.06 * points[i].domains * (1 + 1e-9));
    ck_assert(i % 3 == 0 || points[i].cost <= points[i - 1].cost);
    ck_assert(i < 3 || points[i].cost <= points[i - 3].cost);
  }
  pm_margins_free(margins);
  for (size_t h = 0; h < STRATA; h++)
    it.strata[h].maximum = 45;
  ck_assert_int_eq(pm_margins_frontier(&it.request, points, 1, NULL), PM_OK);
  ck_assert(!points[0].is_possible && isnan(points[0].cost));
  points[0].whole = points[0].domains = 1e300; /* anything will do */
  ck_assert_int_eq(pm_margins_frontier(&it.request, points, 1, NULL), PM_OK);
  ck_assert_double_eq(points[0].cost, 2 * STRATA);
}
END_TEST

/* The widest margin of a column's values, whatever else is asked for, when this plan is found
   beside a goal for all of them that is too wide to cost anything; and whose it is. */
static double widest(margin_case *it, const char *column, const char *rate, const char **value)
{
  double worst = 0;
  size_t goals = it->request.goal_count;
  ask(it, column, NULL, rate, 0.9);
  pm_margins *margins = plan(it);
  it->request.goal_count = goals;
  for (size_t j = 0; j < pm_margins_count(margins); j++) {
    const pm_margin_target *target = pm_margins_at(margins, j);
    if (target->column == NULL || strcmp(target->column, column) != 0 ||
        target->achieved <= worst)
      continue;
    worst = target->achieved;
    *value = target->value;
  }
  pm_margins_free(margins);
  return worst;
}

/* The worst margin is that of a column asked for in all its values, not of one value that was
   asked for first; without such a column, of the first, and of all its values even where one
   alone was asked for. */
START_TEST(margins_frontier_worst)
{
  margin_case it;
  const char *value = NULL;
  make_case(&it);
  pm_frontier_point point = {.whole = 1, .domains = 1};
  ask(&it, "region", "North", NULL, 0.02);
  ask(&it, "kind", NULL, NULL, 0.1);
  ck_assert_int_eq(pm_margins_frontier(&it.request, &point, 1, NULL), PM_OK);
  pm_margins *margins = plan(&it);
  double worst = 0;
  for (size_t j = 0; j < pm_margins_count(margins); j++)
    if (strcmp(pm_margins_at(margins, j)->column, "kind") == 0)
      worst = fmax(worst, pm_margins_at(margins, j)->achieved);
  ck_assert_double_gt(worst, 0.02);
  ck_assert_double_eq(point.worst, worst);
  pm_margins_free(margins);
  for (int i = 0; i < 2; i++) {
    it.request.goal_count = 0;
    ask(&it, i == 0 ? "region" : "kind", i == 0 ? "North" : "theft", NULL, 0.02);
    point = (pm_frontier_point){.whole = 1, .domains = 1};
    ck_assert_int_eq(pm_margins_frontier(&it.request, &point, 1, NULL), PM_OK);
    worst = widest(&it, "region", NULL, &value);
    ck_assert_double_gt(worst, 0.02);
    ck_assert_double_eq_tol(point.worst, worst, 1e-12);
    ck_assert_str_eq(point.domain, value);
  }
}
END_TEST

/* Of several rates those count that goals are for, or else all. */
START_TEST(margins_frontier_rates)
{
  margin_case it;
  const char *value = NULL;
  make_case(&it);
  it.request.rate_count = RATES;
  ask(&it, NULL, NULL, "recorded", 0.03);
  pm_frontier_point point = {.whole = 1, .domains = 1};
  ck_assert_int_eq(pm_margins_frontier(&it.request, &point, 1, NULL), PM_OK);
  double recorded = widest(&it, "region", "recorded", &value);
  double timely = widest(&it, "region", "timely", &value);
  ck_assert_double_eq_tol(point.margin, 0.03, 1e-4);
  ck_assert_double_gt(fabs(recorded - timely), 0.0001);
  ck_assert_double_eq_tol(point.worst, fmax(recorded, timely), 1e-12);
  const char *lesser = recorded < timely ? "recorded" : "timely";
  ask(&it, "region", NULL, lesser, 0.9);
  ck_assert_int_eq(pm_margins_frontier(&it.request, &point, 1, NULL), PM_OK);
  ck_assert_double_eq_tol(point.worst, fmin(recorded, timely), 1e-12);
}
END_TEST

/* The whole and the first column are shown though no goal is for them: as a goal so wide that
   it costs nothing has them. */
static void shows_without_goal(const char *interval)
{
  margin_case it;
  make_case(&it);
  it.request.interval = interval;
  pm_frontier_point of_whole = {.whole = 1, .domains = 1};
  pm_frontier_point of_domains = of_whole;
  ask(&it, NULL, NULL, NULL, 0.04);
  ck_assert_int_eq(pm_margins_frontier(&it.request, &of_whole, 1, NULL), PM_OK);
  ask(&it, it.request.columns[0], NULL, NULL, 0.5);
  pm_margins *margins = plan(&it);
  double worst = 0;
  for (size_t j = 1; j < pm_margins_count(margins); j++) {
    const pm_margin_target *target = pm_margins_at(margins, j);
    worst = fmax(worst, interval == NULL ? target->achieved : target->half_width);
  }
  ck_assert_double_gt(worst, 0);
  ck_assert_double_eq_tol(of_whole.worst, worst, 1e-12 * worst);
  pm_margins_free(margins);
  it.goals[0].column = it.request.columns[0];
  it.goals[0].margin = 0.06;
  it.request.goal_count = 1;
  ck_assert_int_eq(pm_margins_frontier(&it.request, &of_domains, 1, NULL), PM_OK);
  it.request.goal_count = 0;
  ask(&it, it.request.columns[0], NULL, NULL, 0.06);
  ask(&it, NULL, NULL, NULL, 0.5);
  margins = plan(&it);
  const pm_margin_target *whole = pm_margins_at(margins, 0);
  double margin = interval == NULL ? whole->achieved : whole->half_width;
  ck_assert_double_eq_tol(of_domains.margin, margin, 1e-12 * margin);
  pm_margins_free(margins);
}

START_TEST(margins_frontier_shows_all)
{
  shows_without_goal(NULL);
  shows_without_goal("wilson");
}
END_TEST

/* With an interval, a point's margins are its half widths. */
START_TEST(margins_frontier_interval)
{
  margin_case it;
  make_case(&it);
  ask(&it, NULL, NULL, NULL, 0.04);
  ask(&it, "region", NULL, NULL, 0.08);
  it.request.interval = "clopper-pearson";
  pm_frontier_point points[2] = {{.whole = 1, .domains = 1}, {.whole = 1.5, .domains = 1.5}};
  ck_assert_int_eq(pm_margins_frontier(&it.request, points, 2, NULL), PM_OK);
  pm_margins *margins = plan(&it);
  const pm_margin_target *whole = pm_margins_at(margins, 0);
  ck_assert_double_eq(points[0].cost, pm_margins_result(margins)->cost);
  ck_assert_double_eq(points[0].margin, whole->half_width);
  ck_assert_double_eq(whole->slack, 0.04 - whole->half_width);
  ck_assert(points[1].margin > whole->half_width && points[1].margin <= 0.06);
  ck_assert(points[1].cost < points[0].cost);
  pm_margins_free(margins);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("margins-frontier", &tcase);
  tcase_add_test(tcase, margins_frontier);
  tcase_add_test(tcase, margins_frontier_worst);
  tcase_add_test(tcase, margins_frontier_rates);
  tcase_add_test(tcase, margins_frontier_shows_all);
  tcase_add_test(tcase, margins_frontier_interval);
  return support_run(suite);
}
