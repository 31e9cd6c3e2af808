/* sample_possible.c: what records of a rate say for certain of the population that they are
   from, and limits beyond that. For the whole of a sample of records drawn with equal chances
   within strata: in a domain that cuts across strata nobody knows how many there are.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>

#include "estimate/sample_run.h"

/* Records are drawn one by one from populations that are told, each counts for one, and none
   lacks the number. */
static bool is_counted(const pm_sample_run *run, const pm_sample_slice *slice,
                       const pm_estimate *row)
{
  const pm_tally_plan *plan = &run->tally->plan;
  return slice->domain == &run->sets[0].domains[0] &&
         plan->statistics[slice->statistic].kind == PM_STATISTIC_RATE &&
         plan->path_count == plan->strata_count && plan->population_count > 0 &&
         plan->weight == PM_TALLY_NONE && plan->pps == NULL && !plan->has_phases &&
         run->design.calibration == NULL && row->n == (double)run->tally->records;
}

/* x of n, of a population that is a whole number but for the rounding of weights. */
static pm_case seen_in(const pm_sample_run *run, const pm_sample_slice *slice,
                       const pm_estimate *row)
{
  double origin = run->tally->origins[slice->statistic], x = 0;
  for (size_t i = 0; i < slice->domain->count; i++) {
    const double *sums = pm_sample_view(slice, slice->domain->cells[i]).sums;
    x += sums[PM_SUM_WY] + (origin + sums[PM_SUM_OFFSET]) * sums[PM_SUM_WX];
  }
  return (pm_case){.x = round(x), .n = row->n, .population = round(row->population)};
}

pm_status pm_sample_note_beyond(const pm_sample_run *run, const pm_sample_slice *slice,
                                const pm_estimate *row)
{
  static const double whole = 1e-6;
  if (!is_counted(run, slice, row) || isnan(row->lower) || row->margin == 0)
    return PM_OK;
  pm_case seen = seen_in(run, slice, row);
  if (fabs(row->population - seen.population) > whole ||
      !pm_limits_go_beyond(row->lower, row->upper, &seen))
    return PM_OK;
  const char *text = pm_possible_text(run->estimates->arena, &seen, row->variable);
  return text != NULL && pm_notes_add(run->notes, "beyond-possible",
                                      "the total (%s): %s, from counts by stratum", text,
                                      pm_beyond_possible) == PM_OK
             ? PM_OK
             : pm_memory_fault(run->error);
}
