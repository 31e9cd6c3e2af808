/* margin_case.h: six small strata of which margins are asked.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TESTS_MARGIN_CASE_H
#define TESTS_MARGIN_CASE_H

#include <plusminus/allocate.h>
#include <plusminus/num.h>
#include <stdio.h>

#include "support.h"

/* Six strata: two regions by three kinds, with two rates. */
enum { STRATA = 6, RATES = 2 };

typedef struct margin_case {
  pm_stratum_plan strata[STRATA];
  char labels[STRATA][24];
  const char *texts[STRATA][2];
  double rates[STRATA][RATES];
  const char *const *values[STRATA];
  const double *rate[STRATA];
  pm_margin_goal goals[8];
  pm_margins_request request;
} margin_case;

static const char *const case_columns[] = {"region", "kind"};
static const char *const case_rates[] = {"recorded", "timely"};

static inline void make_case(margin_case *it)
{
  static const char *const regions[] = {"North", "South"};
  static const char *const kinds[] = {"burglary", "robbery", "theft"};
  static const double sizes[] = {400, 60, 2000, 900, 45, 5000};
  static const double first[] = {0.9, 0.75, 0.5, 0.8, 0.6, 0.7};
  *it = (margin_case){0};
  for (size_t h = 0; h < STRATA; h++) {
    it->texts[h][0] = regions[h / 3];
    it->texts[h][1] = kinds[h % 3];
    (void)snprintf(it->labels[h], sizeof it->labels[h], "%s / %s", it->texts[h][0],
                   it->texts[h][1]);
    it->strata[h] =
        (pm_stratum_plan){.label = it->labels[h], .population = sizes[h], .minimum = 2};
    it->rates[h][0] = first[h];
    it->rates[h][1] = 1 - first[h] / 2;
    it->values[h] = it->texts[h];
    it->rate[h] = it->rates[h];
  }
  it->request = (pm_margins_request){.strata = it->strata,
                                     .count = STRATA,
                                     .columns = case_columns,
                                     .column_count = 2,
                                     .values = it->values,
                                     .rates = case_rates,
                                     .rate_count = 1,
                                     .rate = it->rate,
                                     .goals = it->goals};
}

static inline void ask(margin_case *it, const char *column, const char *value, const char *rate,
                       double margin)
{
  it->goals[it->request.goal_count++] =
      (pm_margin_goal){.column = column, .value = value, .rate = rate, .margin = margin};
}

static inline pm_margins *plan(const margin_case *it)
{
  pm_margins *margins;
  pm_error error = {0};
  pm_status status = pm_allocate_margins(&margins, &it->request, NULL, &error);
  ck_assert_msg(status == PM_OK, "%s", error.faults[0].text);
  return margins;
}

static inline double z95(void)
{
  return pm_normal_quantile(0.025, PM_TAIL_UPPER);
}

#endif
