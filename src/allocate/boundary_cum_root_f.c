/* boundary_cum_root_f.c: classes of equal width, cut by the sum of the roots of their
   counts (Dalenius & Hodges 1959).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <string.h>

#include "allocate/boundary_method.h"
#include "core/memory.h"

enum { CLASSES_PER_STRATUM = 10, CLASSES_MOST = 1 << 20 };

static double class_border(const pm_boundary_work *work, size_t classes, size_t which)
{
  double low = work->values[0];
  double high = work->values[work->count - 1];
  if (which == classes)
    return high;
  return low + (high - low) * ((double)which / (double)classes);
}

/* The sum of roots up to each class. */
static void add_roots(const pm_boundary_work *work, size_t classes, double *roots)
{
  size_t before = 0;
  double sum = 0;
  for (size_t i = 0; i < classes; i++) {
    size_t rank = pm_boundary_rank(work, class_border(work, classes, i + 1));
    sum += sqrt(work->units[rank] - work->units[before]);
    roots[i] = sum;
    before = rank;
  }
}

/* The class after which the sum is nearest to the goal, the first of equals. */
static size_t nearest(const double *roots, size_t classes, double goal)
{
  size_t best = 0;
  for (size_t i = 1; i < classes; i++)
    if (fabs(roots[i] - goal) < fabs(roots[best] - goal))
      best = i;
  return best;
}

static pm_status cut_in(pm_boundary_work *work, size_t classes, pm_error *error)
{
  const pm_allocator *allocator = work->request->allocator;
  double *roots = pm_memory_resize(allocator, NULL, classes * sizeof *roots);
  if (roots == NULL)
    return pm_memory_fault(error);
  add_roots(work, classes, roots);
  for (size_t h = 0; h + 1 < work->strata; h++) {
    double goal = roots[classes - 1] * ((double)(h + 1) / (double)work->strata);
    work->border[h] = class_border(work, classes, nearest(roots, classes, goal) + 1);
  }
  work->found.classes = classes;
  (void)pm_memory_resize(allocator, roots, 0);
  return PM_OK;
}

/* Has every stratum a unit? */
static bool is_filled(const pm_boundary_work *work)
{
  size_t before = 0;
  for (size_t h = 0; h + 1 < work->strata; h++) {
    size_t rank = pm_boundary_rank(work, work->border[h]);
    if (rank <= before)
      return false;
    before = rank;
  }
  return before < work->count;
}

/* In the classes that were asked for, or in ever more of them: of a skewed measure, most is
   in the first class when they are few. */
static pm_status cut(pm_boundary_work *work, pm_error *error)
{
  size_t asked = work->request->classes;
  if (asked > 0 && asked < work->strata)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "%zu classes are fewer than the %zu strata to be made of them", asked,
                        work->strata);
  size_t classes = asked > 0 ? asked : CLASSES_PER_STRATUM * work->strata;
  pm_status status = cut_in(work, classes, error);
  for (; asked == 0 && status == PM_OK && !is_filled(work) && classes < CLASSES_MOST;)
    status = cut_in(work, classes *= 2, error);
  return status;
}

const pm_boundary_method pm_boundary_cum_root_f = {
    .about = {.name = "cum-root-f",
              .title = "Cumulative root of the frequency: about the same N S in every stratum",
              .citation = "Dalenius & Hodges 1959, Journal of the American Statistical "
                          "Association 54, 88-101; Cochran 1977, 5A.7",
              .use = "For a measure that is spread over its range, to be followed by neyman.",
              .avoid =
                  "For a very skewed one, most of which is in the first class: geometric, or "
                  "lavallee-hidiroglou."},
    .flags = PM_BOUNDARY_CLASSES,
    .cut = cut,
};
