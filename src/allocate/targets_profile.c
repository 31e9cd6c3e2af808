/* targets_profile.c: Cholesky's method on a matrix kept row by row from the first entry
   that may differ from 0 (George & Liu 1981, chapter 4: the envelope fills in, and nothing
   outside it does).

   Targets stand by rising number of strata: those of small domains, which rarely share a
   stratum, come first and have short rows; the nation's come last.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>

#include "allocate/targets_problem.h"

/* The pivot of a row that depends on those before it. */
static const double HUGE_PIVOT = 1e150;

static void find_firsts(pm_profile *profile, const pm_targets_problem *p)
{
  for (size_t j = 0; j < profile->count; j++)
    profile->first[j] = j;
  for (size_t h = 0; h < p->strata; h++) {
    size_t lowest = p->target[p->starts[h]];
    for (size_t e = p->starts[h]; e < p->starts[h + 1]; e++)
      if (lowest < profile->first[p->target[e]])
        profile->first[p->target[e]] = lowest;
  }
}

pm_status pm_profile_make(pm_profile *profile, const pm_targets_problem *p, pm_arena *arena)
{
  *profile = (pm_profile){.count = p->targets};
  profile->first = pm_arena_alloc(arena, p->targets * sizeof *profile->first);
  profile->offset = pm_arena_alloc(arena, p->targets * sizeof *profile->offset);
  if (profile->first == NULL || profile->offset == NULL)
    return PM_ERROR_MEMORY;
  find_firsts(profile, p);
  for (size_t j = 0; j < profile->count; j++) {
    size_t length = j + 1 - profile->first[j];
    if (profile->room > SIZE_MAX / sizeof(double) - length)
      return PM_ERROR_MEMORY;
    /* It may wrap around; the row's own entries do not. */
    profile->offset[j] = profile->room - profile->first[j];
    profile->room += length;
  }
  profile->values = pm_arena_alloc(arena, profile->room * sizeof(double));
  return profile->values == NULL ? PM_ERROR_MEMORY : PM_OK;
}

/* Four sums side by side, for the processor's sake. */
static double dot(const double *x, const double *y, size_t count)
{
  double sums[4] = {0, 0, 0, 0};
  size_t i = 0;
  for (; i + 4 <= count; i += 4)
    for (size_t k = 0; k < 4; k++)
      sums[k] += x[i + k] * y[i + k];
  for (; i < count; i++)
    sums[0] += x[i] * y[i];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

static size_t later(size_t a, size_t b)
{
  return a > b ? a : b;
}

void pm_profile_factor(pm_profile *profile)
{
  double *v = profile->values;
  for (size_t j = 0; j < profile->count; j++) {
    double *row = v + profile->offset[j];
    for (size_t k = profile->first[j]; k < j; k++) {
      const double *other = v + profile->offset[k];
      size_t from = later(profile->first[j], profile->first[k]);
      row[k] = (row[k] - dot(row + from, other + from, k - from)) / other[k];
    }
    size_t from = profile->first[j];
    double left = row[j] - dot(row + from, row + from, j - from);
    row[j] = left > 0 ? sqrt(left) : HUGE_PIVOT;
  }
}

void pm_profile_solve(const pm_profile *profile, double *x)
{
  const double *v = profile->values;
  for (size_t j = 0; j < profile->count; j++) {
    const double *row = v + profile->offset[j];
    size_t from = profile->first[j];
    x[j] = (x[j] - dot(row + from, x + from, j - from)) / row[j];
  }
  for (size_t j = profile->count; j-- > 0;) {
    const double *row = v + profile->offset[j];
    x[j] /= row[j];
    for (size_t k = profile->first[j]; k < j; k++)
      x[k] -= row[k] * x[j];
  }
}
