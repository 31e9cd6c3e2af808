/* estimate_case.h: small designs as tables, and a run of the estimator on one.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TESTS_ESTIMATE_CASE_H
#define TESTS_ESTIMATE_CASE_H

#include <math.h>
#include <plusminus/estimate.h>
#include <stdio.h>
#include <string.h>

#include "support.h"

enum { STRATA_MAX = 64 };
static const double NO_SIZE = INFINITY;

/* A design of up to STRATA_MAX strata; area and kind are its domains' columns. */
typedef struct stratum_case {
  const char *label, *area, *route;
  double x, n, population, share;
} stratum_case;

typedef struct design_case {
  pm_population_kind kind;
  size_t count;
  stratum_case strata[STRATA_MAX];
} design_case;

static inline pm_strata *make_strata_with(const design_case *design, const size_t *order,
                                          const pm_allocator *allocator)
{
  static const char *const columns[] = {"force", "area", "route"};
  const pm_strata_shape shape = {.columns = columns,
                                 .column_count = 3,
                                 .key_count = 1,
                                 .kind = design->kind,
                                 .x_name = "recorded",
                                 .n_name = "crimes",
                                 .allocator = allocator};
  pm_strata *strata;
  pm_error error = {.count = 0};
  if (pm_strata_new(&strata, &shape, &error) != PM_OK)
    return NULL;
  for (size_t i = 0; i < design->count; i++) {
    const stratum_case *row = &design->strata[order != NULL ? order[i] : i];
    const char *const values[] = {row->label, row->area != NULL ? row->area : "A",
                                  row->route != NULL ? row->route : "R"};
    const pm_stratum stratum = {.values = values,
                                .x = row->x,
                                .n = row->n,
                                .population = row->population,
                                .share = row->share};
    if (pm_strata_add(strata, &stratum, NULL, &error) != PM_OK) {
      ck_assert_msg(error.status == PM_ERROR_MEMORY, "%s", error.faults[0].text);
      pm_strata_free(strata);
      return NULL;
    }
  }
  return strata;
}

static inline pm_strata *make_strata(const design_case *design)
{
  pm_strata *strata = make_strata_with(design, NULL, NULL);
  ck_assert_ptr_nonnull(strata);
  return strata;
}

/* Strata, notes and estimates of one run. */
typedef struct run {
  pm_strata *strata;
  pm_notes *notes;
  pm_estimates *estimates;
  pm_error error;
  pm_status status;
} run;

static inline run estimate_strata(pm_strata *strata, const pm_estimate_request *request)
{
  run result = {.strata = strata};
  ck_assert_int_eq(pm_notes_new(&result.notes, NULL), PM_OK);
  result.status = pm_estimate_counts(&result.estimates, result.strata, request, result.notes,
                                     &result.error);
  ck_assert((result.status == PM_OK) == (result.estimates != NULL));
  return result;
}

static inline run estimate_any(const design_case *design, const pm_estimate_request *request)
{
  return estimate_strata(make_strata(design), request);
}

static inline run estimate(const design_case *design, const pm_estimate_request *request)
{
  run result = estimate_any(design, request);
  ck_assert_msg(result.status == PM_OK, "%s", result.error.faults[0].text);
  return result;
}

static inline void end(run *result)
{
  pm_estimates_free(result->estimates);
  pm_notes_free(result->notes);
  pm_strata_free(result->strata);
}

static inline const pm_note *find_note(const run *result, const char *code)
{
  for (size_t i = 0; i < pm_notes_count(result->notes); i++)
    if (strcmp(pm_notes_at(result->notes, i)->code, code) == 0)
      return pm_notes_at(result->notes, i);
  return NULL;
}

/* --------------------------------------------------------------- designs -- */

static const design_case mixed = {.kind = PM_POPULATION_TOTAL,
                                  .count = 6,
                                  .strata = {{"c", "north", "r1", 30, 40, 5000, 0},
                                             {"a", "south", "r1", 12, 60, 900, 0},
                                             {"f", "north", "r2", 25, 25, 700, 0},
                                             {"b", "east", "r1", 66, 71, 12000, 0},
                                             {"e", "south", "r2", 9, 18, 333, 0},
                                             {"d", "north", "r1", 40, 80, 81, 0}}};

static inline design_case as_recorded(const design_case *design)
{
  design_case copy = *design;
  copy.kind = PM_POPULATION_RECORDED;
  return copy;
}

static const char *const by_area[] = {"area"};
static const char *const by_both[] = {"route", "area"};
static const pm_by by_sets[] = {{by_area, 1}, {by_both, 2}};

#endif
