/* plan_why.c: what a plan saves when one of its terms is relaxed.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "plan_why.h"

#include <math.h>

void plan_relaxations_add(plan_relaxations *list, const plan_relaxation *relaxation)
{
  if (list->count < PLAN_RELAXATIONS_MOST)
    list->at[list->count++] = *relaxation;
}

void plan_relax_conf(plan_relaxations *list, double issued, double to, double from)
{
  plan_relaxation relaxation = {
      "confidence", "the confidence",          issued, "with ",
      to,           " confidence instead of ", from,   PLAN_UNIT_PERCENT};
  plan_relaxations_add(list, &relaxation);
}

void plan_relax_deff(plan_relaxations *list, double issued, double from)
{
  plan_relaxation relaxation = {
      "deff", "the design effect", issued, "without the design effect of ", (double)NAN, "",
      from,   PLAN_UNIT_NUMBER};
  plan_relaxations_add(list, &relaxation);
}

void plan_relax_response(plan_relaxations *list, double issued, double from)
{
  plan_relaxation relaxation = {"response",  "the response",
                                issued,      "if all could be audited instead of ",
                                (double)NAN, "",
                                from,        PLAN_UNIT_PERCENT};
  plan_relaxations_add(list, &relaxation);
}

void plan_relax_eligible(plan_relaxations *list, double issued, double from)
{
  plan_relaxation relaxation = {"eligible",  "the eligibility",
                                issued,      "if all drawn were eligible instead of ",
                                (double)NAN, "",
                                from,        PLAN_UNIT_PERCENT};
  plan_relaxations_add(list, &relaxation);
}

double plan_lower_conf(double conf)
{
  static const double levels[] = {0.99, 0.95, 0.9, 0.8};
  for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
    if (levels[i] < conf - 1e-9)
      return levels[i];
  return (double)NAN;
}

void plan_why_clear(pm_size_why *why)
{
  double none = (double)NAN;
  *why = (pm_size_why){.fewer = none, .next_tenth = none, .next_tenth_cost = none};
}

static void tell_number(pm_size_text *line, double number, plan_unit unit)
{
  enum { DECIMALS = 4 };
  if (isnan(number))
    return;
  if (unit == PLAN_UNIT_PERCENT) {
    pm_size_add_percent(line, number);
  } else if (unit == PLAN_UNIT_SHARE) {
    pm_size_add_number(line, 100 * number, 1);
    pm_size_add(line, "%");
  } else if (unit == PLAN_UNIT_POINTS) {
    pm_size_add_points(line, number);
  } else {
    pm_size_add_number(line, number, DECIMALS);
  }
}

static void tell(pm_size_text *line, const plan_relaxation *relaxation)
{
  pm_size_add(line, relaxation->before);
  tell_number(line, relaxation->to, relaxation->unit);
  pm_size_add(line, relaxation->between);
  tell_number(line, relaxation->from, relaxation->unit);
}

/* What records buy, less exactly than what was asked for. */
static void tell_bought(pm_size_text *line, double bought, plan_unit unit)
{
  if (unit == PLAN_UNIT_POINTS) {
    pm_size_add_number(line, 100 * bought, 2);
    pm_size_add(line, " points");
  } else {
    tell_number(line, bought, unit);
  }
}

/* The one that takes fewest, but for one; NULL: none takes fewer than now. */
static const plan_relaxation *best_but(const plan_relaxations *list, double issued,
                                       const plan_relaxation *but)
{
  const plan_relaxation *best = NULL;
  for (size_t i = 0; i < list->count; i++) {
    const plan_relaxation *now = &list->at[i];
    if (now != but && now->issued < (best == NULL ? issued : best->issued))
      best = now;
  }
  return best;
}

void plan_relaxations_tell(const plan_relaxations *list, double issued, pm_size_text *line,
                           pm_size_why *why)
{
  const plan_relaxation *first = best_but(list, issued, NULL);
  if (first == NULL)
    return;
  const plan_relaxation *second = best_but(list, issued, first);
  why->term = first->term;
  why->fewer = list->buys ? (double)NAN : issued - first->issued;
  pm_size_add(line, ". What weighs most is ");
  pm_size_add(line, first->title);
  for (const plan_relaxation *now = first; now != NULL; now = now == first ? second : NULL) {
    pm_size_add(line, now == first ? ": " : "; ");
    tell(line, now);
    pm_size_add(line, ", ");
    if (list->buys) {
      tell_bought(line, fabs(now->issued), list->unit);
    } else {
      pm_size_add_count(line, issued - now->issued);
      pm_size_add(line, " fewer");
    }
  }
}
