/* boundary_lavallee_hidiroglou.c: boundaries for the fewest units that reach a coefficient
   of variation, or the least one that a number of units reaches, the greatest units being
   taken whole (Lavallee & Hidiroglou 1988).

   The strata below share by Neyman: n_h in proportion to N_h S_h, a stratum that would get
   more than it has being taken whole as well, and one without a spread getting one. With P =
   sum N S and Q = sum N S^2 of the others, a variance V of the estimated sum takes P^2/(V + Q)
   of their units.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/num.h>
#include <string.h>

#include "allocate/boundary_search.h"
#include "core/memory.h"

/* As many ways to cut as are all looked at. */
static const double WAYS_MOST = 200000;

static double sum_of_measures(const pm_boundary_work *work)
{
  return work->sums[work->count] + work->least * work->units[work->count];
}

/* The strata that share, of those below the last. */
typedef struct sharing {
  double weight;   /* P */
  double squares;  /* Q */
  double settled;  /* units that do not depend on what is shared: of all strata that are taken
                      whole, and one of each that has no spread */
  double steepest; /* the largest S of them: it is taken whole first */
  double strata;   /* that share: each has one unit at least */
} sharing;

/* Those whose S is below a limit. */
static sharing sharing_below(const pm_boundary_work *work, const size_t *end, double limit)
{
  sharing found = {0};
  for (size_t h = 0; h < work->strata; h++) {
    size_t from = h == 0 ? 0 : end[h - 1];
    pm_boundary_part part = pm_boundary_part_of(work, from, end[h]);
    double spread = sqrt(part.variance);
    if (h + 1 == work->strata || (spread > 0 && spread >= limit)) {
      found.settled += part.size;
      continue;
    }
    /* By Neyman it would get none, and its units would stand for nothing. */
    if (spread <= 0) {
      found.settled += 1;
      continue;
    }
    found.strata++;
    found.weight += part.size * spread;
    found.squares += part.size * part.variance;
    found.steepest = fmax(found.steepest, spread);
  }
  return found;
}

/* n_h/N_h is in proportion to S_h, so that above 1 it is so first where S_h is largest. */
static double units_for(const pm_boundary_work *work, const size_t *end, double variance)
{
  for (double limit = (double)INFINITY;;) {
    sharing found = sharing_below(work, end, limit);
    if (found.weight <= 0)
      return found.settled;
    double rate = found.weight / (variance + found.squares);
    if (rate * found.steepest <= 1)
      return found.settled + rate * found.weight;
    limit = found.steepest;
  }
}

static double variance_of(const pm_boundary_work *work, const size_t *end, double total)
{
  for (double limit = (double)INFINITY;;) {
    sharing found = sharing_below(work, end, limit);
    if (total < found.settled + found.strata)
      return (double)INFINITY;
    if (found.weight <= 0)
      return 0;
    if (total == found.settled)
      return (double)INFINITY;
    double rate = (total - found.settled) / found.weight;
    if (rate * found.steepest <= 1)
      return fmax(0, found.weight / rate - found.squares);
    limit = found.steepest;
  }
}

/* A stratum that is not taken whole has two units, or there is no estimating its spread. */
static bool has_pairs(const pm_boundary_work *work, const size_t *end)
{
  for (size_t h = 0; h + 1 < work->strata; h++)
    if (work->units[end[h]] - (h == 0 ? 0 : work->units[end[h - 1]]) < 2)
      return false;
  return true;
}

static double worth_of_cv(const pm_boundary_work *work, const size_t *end)
{
  double se = work->request->cv * sum_of_measures(work);
  return has_pairs(work, end) ? units_for(work, end, se * se) : (double)INFINITY;
}

static double worth_of_total(const pm_boundary_work *work, const size_t *end)
{
  return has_pairs(work, end) ? variance_of(work, end, work->request->total) : (double)INFINITY;
}

static pm_status settle(pm_boundary_work *work, const pm_boundary_search *found,
                        pm_error *error)
{
  if (isinf(found->best))
    return pm_error_add(
        error, PM_ERROR_DOMAIN, NULL,
        "no boundaries leave every stratum below the last two units and a share "
        "of the total");
  bool is_total = work->request->total != 0;
  double sum = sum_of_measures(work);
  work->found.is_exact = found->is_exact;
  work->found.n = is_total ? work->request->total : found->best;
  work->found.cv = is_total ? sqrt(found->best) / sum : work->request->cv;
  for (size_t h = 0; h + 1 < work->strata; h++)
    work->border[h] = work->values[found->end[h] - 1];
  return PM_OK;
}

static pm_status cut(pm_boundary_work *work, pm_error *error)
{
  const pm_allocator *allocator = work->request->allocator;
  if (sum_of_measures(work) <= 0)
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "the measures must add up to more than 0");
  size_t *ends = pm_memory_resize(allocator, NULL, 2 * work->strata * sizeof *ends);
  if (ends == NULL)
    return pm_memory_fault(error);
  pm_boundary_search search = {.work = work,
                               .worth =
                                   work->request->total != 0 ? worth_of_total : worth_of_cv,
                               .end = ends,
                               .scratch = ends + work->strata};
  if (pm_boundary_ways(work->count, work->strata, WAYS_MOST) <= WAYS_MOST)
    pm_boundary_search_all(&search);
  else
    pm_boundary_search_some(&search);
  pm_status status = settle(work, &search, error);
  (void)pm_memory_resize(allocator, ends, 0);
  return status;
}

const pm_boundary_method pm_boundary_lavallee_hidiroglou = {
    .about = {.name = "lavallee-hidiroglou",
              .title = "Boundaries for the least sample, with a take-all stratum",
              .citation =
                  "Lavallee & Hidiroglou 1988, Survey Methodology 14, 33-43; Kozak 2004, "
                  "Statistics in Transition 6, 797-806",
              .use = "For skewed measures, when a total or a coefficient of variation is aimed "
                     "at.",
              .avoid =
                  "When what is surveyed is only loosely related to the measure: boundaries "
                  "are then too good to be true."},
    .flags = PM_BOUNDARY_TARGET,
    .cut = cut,
};
