/* exact_enumeration.c: the worst configuration found by looking at all of them, as
   Wendell & Schmee 1996 (Journal of the American Statistical Association 91,
   825-830) do for two or three strata.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/exact_side.h"

#include <math.h>
#include <plusminus/num.h>

/* Probabilities this close are equal, as for the hypergeometric interval. */
static const double TIE = 1e-11;

static size_t columns_of(const pm_exact_part *part)
{
  return (size_t)part->n + 2;
}

bool pm_exact_is_small(const pm_exact_side *side)
{
  const double TERMS = 2e6;
  const double CELLS = 5e5;
  double terms = 1;
  double cells = 0;
  if (side->count == 1)
    return true;
  for (size_t h = 0; h < side->count; h++) {
    const pm_exact_part *part = &side->parts[h];
    double choices = (part->high - part->low + 1) * (part->n + 1);
    cells += choices;
    if (h + 1 < side->count)
      terms *= choices;
  }
  return terms <= TERMS && cells <= CELLS;
}

static void fill_tails(pm_exact_part *part)
{
  double *row = part->tails;
  for (double M = part->low; M <= part->high; M++, row += columns_of(part)) {
    pm_sum sum = {0, 0};
    for (size_t k = columns_of(part) - 1; k-- > 0;) {
      pm_sum_add(&sum, pm_hypergeometric_pmf((double)k, part->n, M, part->size));
      row[k] = fmin(pm_sum_value(&sum), 1);
    }
  }
}

pm_status pm_exact_tails_make(pm_exact_side *side, pm_arena *arena)
{
  for (size_t h = 0; h < side->count && side->count > 1; h++) {
    pm_exact_part *part = &side->parts[h];
    size_t rows = (size_t)(part->high - part->low) + 1;
    part->tails = pm_arena_alloc(arena, rows * columns_of(part) * sizeof *part->tails);
    if (part->tails == NULL)
      return PM_ERROR_MEMORY;
    fill_tails(part);
  }
  return PM_OK;
}

static const double *tails_of(const pm_exact_part *part)
{
  return part->tails + (size_t)(part->M - part->low) * columns_of(part);
}

static double last_tail(const pm_exact_part *part, double missing)
{
  double k = fmax(ceil(missing / part->weight), 0);
  if (k > part->n)
    return 0;
  return part->tails != NULL
             ? tails_of(part)[(size_t)k]
             : pm_hypergeometric_tail(k, part->n, part->M, part->size, PM_TAIL_UPPER);
}

/* P(weight X summed over the parts from h on >= missing) in this configuration. */
static double chance(const pm_exact_side *side, size_t h, double missing)
{
  const pm_exact_part *part = &side->parts[h];
  if (h + 1 == side->count)
    return last_tail(part, missing);
  const double *tails = tails_of(part);
  double sum = 0;
  for (size_t k = 0; k + 1 < columns_of(part); k++) {
    double mass = tails[k] - tails[k + 1];
    if (mass > 0)
      sum += mass * chance(side, h + 1, missing - part->weight * (double)k);
  }
  return sum;
}

/* Whether some way to share `left` compliant units among the parts from h on makes
   the statistic more likely than the tail. low and high: of the parts after h. */
static bool is_likely(pm_exact_side *side, size_t h, double left, double low, double high,
                      double statistic)
{
  pm_exact_part *part = &side->parts[h];
  if (h + 1 == side->count) {
    part->M = left;
    return chance(side, 0, statistic) > side->tail * (1 + TIE);
  }
  low -= side->parts[h + 1].low;
  high -= side->parts[h + 1].high;
  double most = fmin(part->high, left - low - side->parts[h + 1].low);
  for (double M = fmax(part->low, left - high - side->parts[h + 1].high); M <= most; M++) {
    part->M = M;
    if (is_likely(side, h + 1, left - M, low, high, statistic))
      return true;
  }
  return false;
}

bool pm_exact_is_rejected_enumerated(pm_exact_side *side, double total)
{
  return !is_likely(side, 0, total, side->low - side->parts[0].low,
                    side->high - side->parts[0].high, pm_exact_statistic(side));
}
