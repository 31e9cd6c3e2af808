/* explain.c: an explanation's life: begun, filled by the other files, handed
   over whole or not at all, freed.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/explain.h>

#include <math.h>

#include "core/memory.h"
#include "explain/explain_parts.h"

static bool make_room(pm_explaining *work, const pm_explain_sizes *sizes)
{
  work->factors = pm_arena_alloc(work->arena, sizes->factors * sizeof *work->factors);
  work->what_ifs = pm_arena_alloc(work->arena, sizes->what_ifs * sizeof *work->what_ifs);
  work->nationals = pm_arena_alloc(work->arena, sizes->nationals * sizeof *work->nationals);
  work->limits = pm_arena_alloc(work->arena, sizes->limits * sizeof *work->limits);
  work->paragraphs = pm_arena_alloc(work->arena, sizes->paragraphs * sizeof *work->paragraphs);
  work->result = (pm_explanation){.factors = work->factors,
                                  .what_ifs = work->what_ifs,
                                  .nationals = work->nationals,
                                  .limits = work->limits,
                                  .paragraphs = work->paragraphs};
  return work->factors != NULL && work->what_ifs != NULL && work->nationals != NULL &&
         work->limits != NULL && work->paragraphs != NULL;
}

static pm_status check_prices(const pm_explain_request *request, pm_error *error)
{
  if (!(request->minutes_per_record >= 0 && isfinite(request->minutes_per_record)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "minutes per record must be 0 or more");
  if (!(request->cost_per_record >= 0 && isfinite(request->cost_per_record)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "a cost per record must be 0 or more");
  return PM_OK;
}

enum { DIGITS_MOST = 15 }; /* as pm_number_format_fixed has it */

static int digits_or(int asked, int usual)
{
  if (asked < 0)
    return usual;
  return asked < DIGITS_MOST ? asked : DIGITS_MOST;
}

pm_status pm_explain_begin(pm_explaining **made, const pm_explain_request *request,
                           const pm_explain_sizes *sizes, pm_error *error)
{
  pm_level level;
  *made = NULL;
  double conf = request->conf == 0 ? 0.95 : request->conf;
  pm_status status = pm_level_make(&level, conf, PM_SIDE_TWO, error);
  if (status == PM_OK)
    status = check_prices(request, error);
  if (status != PM_OK)
    return status;
  pm_arena *arena = pm_arena_new(request->allocator);
  if (arena == NULL)
    return pm_memory_fault(error);
  pm_explaining *work = pm_arena_alloc(arena, sizeof *work);
  if (work == NULL) {
    pm_arena_free(arena);
    return pm_memory_fault(error);
  }
  *work = (pm_explaining){.arena = arena,
                          .allocator = request->allocator,
                          .level = level,
                          .rate_digits = digits_or(request->rate_digits, 1),
                          .points_digits = digits_or(request->points_digits, 2),
                          .minutes_per_record = request->minutes_per_record,
                          .cost_per_record = request->cost_per_record,
                          .paragraph_is_over = true};
  if (!make_room(work, sizes)) {
    pm_arena_free(arena);
    return pm_memory_fault(error);
  }
  *made = work;
  return PM_OK;
}

pm_status pm_explain_finish(pm_explaining *work, pm_status status, pm_explanation **explanation,
                            pm_error *error)
{
  if (status == PM_OK && work->memory_ended)
    status = pm_memory_fault(error);
  if (status == PM_OK)
    *explanation = &work->result;
  else
    pm_arena_free(work->arena);
  return status;
}

void pm_explanation_free(pm_explanation *explanation)
{
  /* The explanation is the first member of what made it. */
  if (explanation != NULL)
    pm_arena_free(((pm_explaining *)explanation)->arena);
}
