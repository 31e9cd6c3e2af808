/* stratum_check.c: strata that can be sampled.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate/stratum_check.h"

#include <math.h>
#include <stdio.h>

#include "core/memory.h"
#include "core/number_text.h"

static const double RECORDS_MOST = 9007199254740992; /* 2^53: whole beyond doubt */

void pm_stratum_name(const pm_stratum_plan *strata, size_t stratum, char name[PM_STRATUM_NAME])
{
  if (strata[stratum].label != NULL)
    (void)snprintf(name, PM_STRATUM_NAME, "stratum '%.150s'", strata[stratum].label);
  else
    (void)snprintf(name, PM_STRATUM_NAME, "stratum %zu", stratum + 1);
}

static bool is_count(double value, double least)
{
  return value >= least && value <= RECORDS_MOST && floor(value) == value;
}

/* So large that squares of products with sizes stay finite, and as small. */
static bool is_sane(double value)
{
  return value == 0 || (value >= 1e-100 && value <= 1e100);
}

/* What is wrong with one of its numbers, or NULL. */
static const char *refuse(const pm_stratum_plan *stratum)
{
  if (!is_count(stratum->population, 1))
    return "its population must be a whole number of at least 1";
  if (!is_sane(stratum->spread))
    return "its spread must be 0 or a number from 1e-100 to 1e100";
  if (!is_sane(stratum->cost))
    return "the cost of a record must be above 0, from 1e-100 to 1e100";
  if (!is_sane(stratum->importance))
    return "its importance must be above 0, from 1e-100 to 1e100";
  if (!is_count(stratum->minimum, 0) || !is_count(stratum->maximum, 0))
    return "its minimum and maximum must be whole numbers";
  return NULL;
}

static pm_status check_bounds(const pm_stratum_plan *strata, size_t h, pm_error *error)
{
  double low = stratum_minimum(&strata[h]);
  double high = stratum_maximum(&strata[h]);
  if (low <= high)
    return PM_OK;
  char name[PM_STRATUM_NAME];
  pm_stratum_name(strata, h, name);
  const char *what = high == strata[h].population ? "size" : "maximum";
  return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                      "%s: its minimum of %s is %s above its %s of %s", name,
                      pm_number_short(low, 0).text, pm_number_short(low - high, 0).text, what,
                      pm_number_short(high, 0).text);
}

pm_status pm_stratum_plans_check(const pm_stratum_plan *strata, size_t count, pm_error *error)
{
  pm_status status = PM_OK;
  if (count == 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "there is no stratum to allocate to");
  for (size_t h = 0; h < count; h++) {
    const char *refusal = refuse(&strata[h]);
    if (refusal == NULL) {
      pm_status bounds = check_bounds(strata, h, error);
      status = bounds != PM_OK ? bounds : status;
      continue;
    }
    char name[PM_STRATUM_NAME];
    pm_stratum_name(strata, h, name);
    status = pm_error_add(error, PM_ERROR_DOMAIN, NULL, "%s: %s", name, refusal);
  }
  return status;
}

/* What the bound of a stratum adds to what is wrong. */
static double blame(const pm_stratum_limit *it, size_t h, bool is_low)
{
  const pm_stratum_plan *stratum = &it->strata[h];
  if (!is_low)
    return stratum->population - stratum_maximum(stratum);
  return stratum_minimum(stratum) * (it->is_budget ? stratum_cost(stratum) : 1);
}

/* "; the largest is 7, of stratum 'Kent'", or nothing when no cap is below its size. */
static void name_worst(const pm_stratum_limit *it, bool is_low, char *text, size_t room)
{
  char name[PM_STRATUM_NAME];
  size_t worst = 0;
  for (size_t h = 1; h < it->count; h++)
    if (blame(it, h, is_low) > blame(it, worst, is_low))
      worst = h;
  pm_stratum_name(it->strata, worst, name);
  double bound = is_low ? blame(it, worst, true) : stratum_maximum(&it->strata[worst]);
  pm_number_text number = pm_number_short(bound, 2);
  bool is_capped = blame(it, worst, false) > 0;
  text[0] = '\0';
  if (is_low)
    (void)snprintf(text, room, "; the largest is %s, of %s", number.text, name);
  else if (is_capped)
    (void)snprintf(text, room, "; the cap that takes most is %s, of %s", number.text, name);
}

pm_status pm_stratum_limit_fault(const pm_stratum_limit *limit, pm_error *error)
{
  char worst[PM_STRATUM_NAME + 80];
  bool is_low = limit->at > limit->limit;
  name_worst(limit, is_low, worst, sizeof worst);
  return pm_error_add(
      error, PM_ERROR_DOMAIN, NULL, "the %s of %zu %s %s %s, %s %s than the %s of %s%s",
      is_low ? "minima" : "maxima", limit->count, limit->count == 1 ? "stratum" : "strata",
      limit->is_budget ? "cost" : "add up to", pm_number_short(limit->at, 2).text,
      pm_number_short(fabs(limit->at - limit->limit), 2).text, is_low ? "more" : "fewer",
      limit->is_budget ? "budget" : "total", pm_number_short(limit->limit, 2).text, worst);
}

/* No stratum has a spread: the rule that takes the place of shares by it. */
static pm_status note_none(const pm_stratum_remarks *it, pm_notes *notes)
{
  if (it->is_by_cv)
    return pm_notes_add(
        notes, "spread-none",
        "no stratum has a spread, as it is not known or said to be none: shared "
        "by importance alone, as if the coefficient of variation were the same "
        "everywhere");
  return pm_notes_add(
      notes, "spread-none",
      "%s said to have no spread, for which every allocation is as good: shared "
      "as if the spread were the same everywhere; a rate of 0%% or 100%% that is "
      "a guess would hide what it does not know, and one a little inside, such "
      "as 99%%, would not",
      it->count == 1 ? "the only stratum is" : "all strata are");
}

/* "2 of 43 strata", "the only stratum". */
enum { SOME = 64 };
static const char *some_strata(size_t some, size_t all, char text[SOME])
{
  (void)snprintf(text, SOME, "%zu of %zu strata", some, all);
  return all == 1 ? "the only stratum" : text;
}

/* Strata without a spread beside others, at their minimum. */
static pm_status note_least(const pm_stratum_remarks *it, size_t still, pm_notes *notes)
{
  bool is_one = still == 1;
  char text[SOME];
  return pm_notes_add(notes, "spread-zero",
                      "%s %s said to have no spread and %s no more than "
                      "%s minimum; a rate of 0%% or 100%% that is a guess would hide "
                      "what it does not know",
                      some_strata(still, it->count, text), is_one ? "is" : "are",
                      is_one ? "gets" : "get", is_one ? "its" : "their");
}

/* And above it. */
static pm_status note_rest(const pm_stratum_remarks *it, size_t raised, pm_notes *notes)
{
  bool is_one = raised == 1;
  char text[SOME];
  return pm_notes_add(notes, "spread-rest",
                      "%s %s said to have no spread and %s more than %s minimum: %s",
                      some_strata(raised, it->count, text), is_one ? "is" : "are",
                      is_one ? "gets" : "get", is_one ? "its" : "their", it->rest);
}

static pm_status note_spread(const pm_stratum_remarks *it, pm_notes *notes)
{
  size_t least = 0;
  size_t raised = 0;
  bool is_none = true;
  for (size_t h = 0; h < it->count; h++) {
    const pm_stratum_plan *stratum = &it->strata[h];
    bool is_still = stratum->spread <= 0 && it->n[h] < stratum->population;
    bool is_least = it->n[h] <= stratum_minimum(stratum);
    least += is_still && is_least;
    raised += is_still && !is_least;
    is_none = is_none && stratum->spread <= 0;
  }
  if (is_none && it->is_shared && least + raised > 0)
    return note_none(it, notes);
  pm_status status = least > 0 ? note_least(it, least, notes) : PM_OK;
  return status == PM_OK && raised > 0 ? note_rest(it, raised, notes) : status;
}

pm_status pm_stratum_remark(const pm_stratum_remarks *it, pm_notes *notes, pm_error *error)
{
  size_t single = 0;
  char text[SOME];
  for (size_t h = 0; h < it->count; h++)
    single += it->n[h] < 2 && it->strata[h].population > 1;
  pm_status status = PM_OK;
  if (single > 0)
    status = pm_notes_add(notes, "one-record",
                          "%s %s one record, from which no variance can be "
                          "estimated; a minimum of 2 avoids that",
                          some_strata(single, it->count, text), single == 1 ? "gets" : "get");
  if (status == PM_OK && it->rest != NULL)
    status = note_spread(it, notes);
  return status == PM_OK ? PM_OK : pm_memory_fault(error);
}
