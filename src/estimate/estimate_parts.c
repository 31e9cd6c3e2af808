/* estimate_parts.c: each stratum's rate, size, weight, variance and interval.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_label(const void *left, const void *right)
{
  const pm_part *a = left;
  const pm_part *b = right;
  return strcmp(a->stratum->label, b->stratum->label);
}

/* T_h; when the size is R_h, T_h = R_h/p_h, multiplied first so that a size
   that equals x gives exactly n. */
static double size_of(const pm_stratum *stratum, pm_population_kind kind)
{
  if (kind == PM_POPULATION_RECORDED)
    return stratum->population * stratum->n / stratum->x;
  return stratum->population;
}

/* W_h is the share where one is given, else T_h. What cannot be weighted is
   refused, but a single stratum needs no weight. */
static pm_status weigh(const pm_setup *setup, pm_part *part, pm_error *error)
{
  const pm_stratum *stratum = part->stratum;
  bool has_shares = pm_strata_at(setup->strata, 0)->share > 0;
  if ((stratum->share > 0) != has_shares)
    return pm_error_add(error, PM_ERROR_DATA, NULL,
                        "stratum '%s': some strata have a weight and some have none",
                        stratum->label);
  part->weight = has_shares ? stratum->share : part->size;
  if (pm_strata_count(setup->strata) == 1)
    part->weight = 1;
  if (!isfinite(part->weight))
    return pm_error_add(error, PM_ERROR_DATA, NULL,
                        "stratum '%s' has neither a population nor a weight", stratum->label);
  return PM_OK;
}

/* Its own interval: Wilson, corrected for the population where that is known. */
static pm_status bound(const pm_setup *setup, pm_part *part, pm_error *error)
{
  const pm_stratum *stratum = part->stratum;
  bool is_finite = isfinite(part->size);
  const pm_case data = {
      .x = stratum->x, .n = stratum->n, .population = is_finite ? part->size : 0};
  pm_interval own;
  pm_status status = pm_interval_compute(pm_interval_find(is_finite ? "wilson-fpc" : "wilson"),
                                         &setup->level, &data, &own, error);
  if (status != PM_OK)
    return status;
  part->lower = own.lower;
  part->upper = own.upper;
  return PM_OK;
}

static pm_status make_part(const pm_setup *setup, pm_part *part, pm_error *error)
{
  const pm_stratum *stratum = part->stratum;
  double n = stratum->n;
  part->rate = stratum->x / n;
  part->size = size_of(stratum, setup->kind);
  part->open = isfinite(part->size) ? (part->size - n) / part->size : 1;
  part->is_lonely = n <= 1 && part->open > 0;
  if (part->is_lonely)
    part->variance = (double)NAN;
  else if (part->open > 0) /* Cochran 1977, equation 5.14: n_h - 1, not n_h */
    part->variance = part->open * part->rate * (1 - part->rate) / (n - 1);
  pm_status status = weigh(setup, part, error);
  return status == PM_OK ? bound(setup, part, error) : status;
}

pm_status pm_parts_make(const pm_setup *setup, pm_part **parts, pm_error *error)
{
  size_t count = pm_strata_count(setup->strata);
  if (count == 0)
    return pm_error_add(error, PM_ERROR_DATA, NULL, "there is no stratum with records");
  *parts = pm_arena_alloc(setup->arena, count * sizeof **parts);
  if (*parts == NULL)
    return pm_memory_fault(error);
  pm_status first = PM_OK;
  for (size_t i = 0; i < count; i++) {
    (*parts)[i].stratum = pm_strata_at(setup->strata, i);
    (*parts)[i].index = i;
    pm_status status = make_part(setup, &(*parts)[i], error);
    if (first == PM_OK)
      first = status;
  }
  qsort(*parts, count, sizeof **parts, by_label);
  return first;
}
