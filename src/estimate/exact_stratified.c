/* exact_stratified.c: the search for the limits of an exact stratified interval.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/exact_side.h"

#include <math.h>

double pm_exact_statistic(const pm_exact_side *side)
{
  const double ROUNDING = 1e-10;
  double sum = 0;
  for (size_t h = 0; h < side->count; h++)
    sum += side->parts[h].weight * side->parts[h].x;
  return sum * (1 - ROUNDING);
}

/* ------------------------------------------------------------- the search -- */

/* Totals are searched in blocks, each with weights of its own in which the sample
   has no part. Within a block the greatest probability grows with the total, so
   that a total which is rejected takes all below it in its block along. */
enum { BLOCKS = 64 };

static double rate_of_logit(double logit)
{
  return 1 / (1 + exp(-logit));
}

static double block_logit(double block)
{
  return 0.25 * (block - (BLOCKS - 1) / 2.0);
}

static double block_end(const pm_exact_side *side, int block)
{
  if (block == BLOCKS - 1)
    return side->high;
  return fmin(floor(rate_of_logit(block_logit(block + 0.5)) * side->size), side->high);
}

static bool is_rejected(pm_exact_side *side, double total)
{
  return side->has_tails ? pm_exact_is_rejected_enumerated(side, total)
                         : pm_exact_is_rejected(side, total);
}

/* The least total of a block that is not rejected, when the last one is not. */
static double search_block(pm_exact_side *side, double first, double last)
{
  double low = first - 1;
  double high = last;
  while (high - low > 1) {
    double middle = floor(low + (high - low) / 2);
    if (is_rejected(side, middle))
      low = middle;
    else
      high = middle;
  }
  return high;
}

static double find_least(pm_exact_side *side, bool is_natural)
{
  double first = side->low;
  for (int b = 0; b < BLOCKS; b++) {
    double last = block_end(side, b);
    if (last < first)
      continue;
    pm_exact_weights_choose(side, rate_of_logit(block_logit(b)), is_natural);
    if (!is_rejected(side, last))
      return search_block(side, first, last);
    first = last + 1;
  }
  return side->high;
}

/* -------------------------------------------------------------- the sides -- */

static void add_part(pm_exact_side *side, double x, const pm_exact_stratum *stratum)
{
  double n = stratum->n;
  double size = stratum->size;
  side->parts[side->count++] = (pm_exact_part){.x = x,
                                               .n = n,
                                               .size = size,
                                               .low = x,
                                               .high = size - n + x,
                                               .natural = size / n,
                                               .open = (size - n) / (size - 1)};
  side->size += size;
  side->low += x;
  side->high += size - n + x;
}

/* The least number of units that are compliant (mirrored: not compliant). What
   was audited completely is known. */
static pm_status find_side(const pm_exact_request *request, pm_exact_part *parts,
                           bool is_mirrored, double *least)
{
  pm_exact_side side = {.parts = parts, .tail = request->level.tail, .z = request->level.z};
  double known = 0;
  for (size_t h = 0; h < request->count; h++) {
    const pm_exact_stratum *stratum = &request->strata[h];
    double x = is_mirrored ? stratum->n - stratum->x : stratum->x;
    if (stratum->n < stratum->size)
      add_part(&side, x, stratum);
    else
      known += x;
  }
  *least = known;
  if (side.low <= 0) /* none was seen: no total is rejected */
    return PM_OK;
  side.has_tails = request->way >= PM_EXACT_ENUMERATED ||
                   (request->way == PM_EXACT_BEST && pm_exact_is_small(&side));
  if (side.has_tails) {
    pm_status status = pm_exact_tails_make(&side, request->arena);
    if (status != PM_OK)
      return status;
  }
  *least += find_least(&side, request->way == PM_EXACT_CLASSICAL);
  return PM_OK;
}

pm_status pm_exact_stratified(const pm_exact_request *request, pm_exact_limits *limits)
{
  pm_exact_part *parts = pm_arena_alloc(request->arena, request->count * sizeof *parts);
  if (parts == NULL)
    return PM_ERROR_MEMORY;
  pm_status status = PM_OK;
  double least[2] = {0, 0}; /* compliant, not compliant */
  for (int i = 0; i < 2 && status == PM_OK; i++) {
    bool is_wanted = request->level.side != (i == 0 ? PM_SIDE_UPPER : PM_SIDE_LOWER);
    if (is_wanted)
      status = find_side(request, parts, i == 1, &least[i]);
  }
  double size = 0;
  for (size_t h = 0; h < request->count; h++)
    size += request->strata[h].size;
  *limits = (pm_exact_limits){.lower = least[0], .upper = size - least[1]};
  return status;
}
