/* size_searched.c: sizes that no formula gives: the saws of the three meanings of
   a width, and from the sizes of simple random samples to those of the design.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_coverage.h"
#include "size_method.h"
#include "size_search.h"
#include "size_width.h"

/* ------------------------------------------------------------- at rate -- */

/* A tooth is the n's with the same x = round(n p), in which the width falls. */
static bool narrow_at_rate(void *context, double n)
{
  pm_size_widths *widths = context;
  return pm_size_half(widths, pm_size_count(widths, n), n) <= widths->target + widths->loosened;
}

static double count_of(void *context, double n)
{
  return pm_size_count(context, n);
}

static double first_with(void *context, double x)
{
  return pm_size_first_with(context, x);
}

/* ------------------------------------------------------------ expected -- */

/* It falls with every n: a tooth is one n. */
static bool narrow_expected(void *context, double n)
{
  return pm_size_expects_target(context, n);
}

static double tooth_of_one(void *context, double n)
{
  (void)context;
  return n - 1;
}

static double one_of_tooth(void *context, double tooth)
{
  (void)context;
  return tooth + 1;
}

/* ------------------------------------------------------------- assured -- */

/* A tooth is the n's with the same x up to which the interval is narrow enough; in
   it the chance of so few (or so many) falls. */
static bool is_assured(void *context, double n)
{
  return pm_size_is_assured(context, n);
}

static double narrow_of(void *context, double n)
{
  return pm_size_narrow(context, n) + 1;
}

/* The first n at which x = tooth - 1 is narrow enough: widths fall with n. */
static double first_narrow(void *context, double tooth)
{
  pm_size_widths *widths = context;
  double x = tooth - 1;
  if (x < 0)
    return 1;
  double most = widths->jitter > 0 ? widths->plan->design.population : (double)INFINITY;
  double low = fmax(0, 2 * x - 1), high = fmax(1, 2 * x), step = 1;
  while (high < most && !(pm_size_half(widths, x, high) <= widths->target + widths->loosened)) {
    if (widths->status != PM_OK)
      return high;
    low = high;
    high = fmin(high + step, most);
    step *= 2;
  }
  while (high - low > 1) {
    double middle = low + floor((high - low) / 2);
    if (pm_size_half(widths, x, middle) <= widths->target + widths->loosened)
      high = middle;
    else
      low = middle;
  }
  return high;
}

static const pm_saw saws[] = {
    [PM_WIDTH_AT_RATE] = {.meets = narrow_at_rate, .tooth = count_of, .start = first_with},
    [PM_WIDTH_EXPECTED] = {.meets = narrow_expected,
                           .tooth = tooth_of_one,
                           .start = one_of_tooth,
                           .guard = 8},
    [PM_WIDTH_ASSURED] = {.meets = is_assured,
                          .tooth = narrow_of,
                          .start = first_narrow,
                          .falls = true},
};

/* ---------------------------------------------------------- the design -- */

/* The first n that is worth so much, and that n as the design makes it; INFINITY:
   more than can be counted. */
static double first_worth(const pm_size_plan *plan, double worth, double *unrounded)
{
  *unrounded = pm_size_for_worth(plan, worth);
  double n = fmin(fmax(1, pm_plan_whole_up(*unrounded)), plan->design.population);
  if (n > PM_PLAN_RECORDS_MOST / 2)
    return (double)INFINITY;
  while (n > 1 && pm_size_worth(plan, n - 1) >= worth)
    n--;
  while (n < plan->design.population && pm_size_worth(plan, n) < worth)
    n++;
  return n;
}

static bool meets(const pm_saw *saw, double worth)
{
  return worth >= saw->most || (worth >= 1 && pm_saw_meets(saw, worth));
}

/* Where n is worth more than the size that was looked for, because one more record
   is worth more than one, the size it is worth decides. */
static void find_first(const pm_size_plan *plan, const pm_saw *saw, pm_size *size)
{
  double worth = pm_saw_first(saw, 1);
  size->n = first_worth(plan, worth, &size->unrounded);
  while (!isinf(size->n)) {
    double has = pm_size_worth(plan, size->n);
    if (!(has > worth) || meets(saw, has))
      return;
    worth = pm_saw_first(saw, has);
    size->n = first_worth(plan, worth, &size->unrounded);
  }
}

static void find_safe(const pm_size_plan *plan, const pm_saw *saw, pm_size *size)
{
  double unrounded, known = fmin(pm_size_worth(plan, size->n), saw->most);
  double worth = pm_saw_last(saw, isinf(known) ? 1 : known, (double)INFINITY);
  size->n_safe = first_worth(plan, worth + 1, &unrounded);
  while (size->n_safe > 1 && !isinf(size->n_safe)) {
    double below = pm_size_worth(plan, size->n_safe - 1);
    if (below < 1 || !meets(saw, below))
      break;
    worth = pm_saw_last(saw, below, below);
    if (worth == 0)
      size->n_safe = size->n;
    if (worth == 0)
      break;
    size->n_safe = first_worth(plan, worth + 1, &unrounded);
  }
  size->n_issued_safe = pm_plan_whole_up(
      fmax(size->unrounded, fmin(fmax(1, unrounded), size->n_safe)) / plan->usable);
}

static void find_ends(const pm_size_plan *plan, const pm_saw *saw, pm_size *size)
{
  find_first(plan, saw, size);
  size->n_safe = size->n;
  size->n_issued_safe = size->n_issued;
  if (!isinf(size->n) && !plan->is_first_enough)
    find_safe(plan, saw, size);
}

static pm_status cover(const pm_size_plan *plan, pm_size *size)
{
  pm_size_plan own = *plan;
  pm_saw_memo memo = {{0}, {0}, {false}};
  pm_saw saw = {.meets = pm_size_is_covered,
                .tooth = pm_size_tooth_of_window,
                .start = pm_size_window_of_tooth,
                .falls = true,
                .most = (double)INFINITY,
                .memo = &memo,
                .context = &own};
  find_ends(plan, &saw, size);
  return PM_OK;
}

/* Faults of the widths: numbers that are not there meet nothing, so that searches
   end. */
pm_status pm_size_searched(const pm_size_plan *plan, pm_size *size, pm_error *error)
{
  if ((plan->method->flags & PM_SIZE_EVERY_RATE) != 0)
    return cover(plan, size);
  pm_size_widths widths = pm_size_widths_of(plan, error);
  pm_saw saw = saws[plan->width];
  pm_saw_memo memo = {{0}, {0}, {false}};
  saw.memo = &memo;
  saw.context = &widths;
  saw.jitter = plan->width == PM_WIDTH_EXPECTED ? 0 : widths.jitter;
  saw.loosened = &widths.loosened;
  saw.most = widths.jitter > 0 ? plan->design.population : (double)INFINITY;
  find_ends(plan, &saw, size);
  return widths.status;
}

pm_status pm_size_searched_margin(const pm_size_plan *plan, double worth, double *margin,
                                  pm_error *error)
{
  if ((plan->method->flags & PM_SIZE_EVERY_RATE) != 0) {
    *margin = pm_size_covered_margin(plan, worth);
    return PM_OK;
  }
  pm_size_widths widths = pm_size_widths_of(plan, error);
  if (plan->width == PM_WIDTH_EXPECTED)
    *margin = pm_size_expected(&widths, worth);
  else if (plan->width == PM_WIDTH_ASSURED)
    *margin = pm_size_assured_half(&widths, worth);
  else
    *margin = pm_size_half(&widths, pm_size_count(&widths, worth), worth);
  return widths.status;
}
