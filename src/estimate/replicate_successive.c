/* replicate_successive.c: replicates for systematic samples, whose variance is
   that of the differences of units that follow each other (Fay & Train 1995,
   Proceedings of the ASA Section on Government Statistics, 154-159; Ash 2014,
   Survey Methodology 40, 47-59).

   Unit i has two rows of a Hadamard matrix, a and b, and in replicate r the
   factor 1 + 2^(-3/2) (s_ar - s_br); the next unit's first row is its second, and
   the last unit's second row the first unit's first. While there is a row for
   every unit, the variance of a total is (1 - f)/2 times the sum of the squared
   differences around the circle, exactly. A stratum with more units than rows is
   cut into circles that follow each other, and rows serve again. The matrix's
   row of ones is not used.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/replicate_parts.h"

enum { ORDER_DEFAULT_MOST = 512 };

static const double step = 0.35355339059327376220042; /* 2^(-3/2) */

/* Give `count` units from `first` on the rows of a circle that begins at `from`
   of the rows 0 to rows - 1. */
static void place_circle(pm_replicates *set, size_t first, size_t count, size_t from)
{
  const size_t rows = set->count - 1;
  for (size_t i = 0; i < count; i++) {
    set->row[first + i] = (uint32_t)(1 + (from + i) % rows);
    set->row_to[first + i] = (uint32_t)(1 + (from + (i + 1) % count) % rows);
  }
}

/* Circles of nearly equal length, each from one row further on than where the
   last one ended once rows serve again: two circles never close at the same
   row then. */
static void place_groups(pm_replicates *set, size_t moving)
{
  const size_t rows = set->count - 1;
  const size_t gap = moving > rows ? 1 : 0;
  size_t from = 0;
  for (size_t g = 0; g < set->group_count; g++) {
    const pm_replicate_group *group = &set->groups[g];
    size_t circles = group->is_fixed ? 0 : (group->count + rows - 1) / rows;
    for (size_t c = 0; c < circles; c++) {
      size_t begin = group->count * c / circles;
      size_t end = group->count * (c + 1) / circles;
      place_circle(set, group->first + begin, end - begin, from);
      from = (from + end - begin + gap) % rows;
    }
  }
}

static pm_status choose_count(pm_replicates *set, size_t moving, pm_error *error)
{
  size_t needed = moving + 1;
  if (set->wanted > 0)
    needed = set->wanted;
  else if (needed > ORDER_DEFAULT_MOST)
    needed = ORDER_DEFAULT_MOST;
  set->count = pm_hadamard_order(needed < 4 ? 4 : needed);
  if (set->count == 0 || set->count > 1 << 14)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "successive differences take at most 16384 replicates");
  return PM_OK;
}

static pm_status make_signs(pm_replicates *set, pm_error *error)
{
  const size_t order = set->count;
  set->signs = pm_arena_alloc(set->arena, order * order);
  if (set->signs == NULL || !pm_hadamard_make(&set->matrix, order, set->arena))
    return pm_memory_fault(error);
  for (size_t column = 0; column < order; column++)
    for (size_t row = 0; row < order; row++)
      set->signs[column * order + row] = (int8_t)pm_hadamard_sign(&set->matrix, row, column);
  return PM_OK;
}

static pm_status plan_successive(pm_replicates *set, pm_error *error)
{
  size_t moving = 0;
  for (size_t g = 0; g < set->group_count; g++)
    moving += set->groups[g].is_fixed ? 0 : set->groups[g].count;
  pm_status status = choose_count(set, moving, error);
  if (status != PM_OK)
    return status;
  const size_t units = set->table->unit_count;
  set->row = pm_arena_alloc(set->arena, units * sizeof *set->row);
  set->row_to = pm_arena_alloc(set->arena, units * sizeof *set->row_to);
  if (set->row == NULL || set->row_to == NULL)
    return pm_memory_fault(error);
  place_groups(set, moving);
  return make_signs(set, error);
}

static void fill_successive(const pm_replicates *set, const pm_replicate_group *group,
                            size_t replicate, double *change)
{
  const int8_t *signs = set->signs + replicate * set->count;
  const uint32_t *row = set->row + group->first;
  const uint32_t *row_to = set->row_to + group->first;
  for (size_t i = 0; i < group->count; i++)
    change[i] = group->shrink * step * (signs[row[i]] - signs[row_to[i]]);
}

static double scale_successive(const pm_replicate_scaling *scaling)
{
  return 4 / scaling->count;
}

const pm_variance_method pm_variance_sdr = {
    .about =
        {
            .name = "sdr",
            .title = "Successive differences: each unit against the next one of its stratum",
            .citation =
                "Fay & Train 1995, Proceedings of the ASA Section on Government "
                "Statistics, 154-159; Ash 2014, Survey Methodology 40, 47-59; scale 4/R",
            .use = "For systematic samples whose units stand in the order of selection: what "
                   "the order gained is seen.",
            .avoid = "Where the order means nothing: jkn is then steadier. Where many more "
                     "units than replicates rise steadily with the order.",
        },
    .is_ordered = true,
    .plan = plan_successive,
    .fill = fill_successive,
    .scale = scale_successive,
};
