/* size_width.c: the width that an interval will have, in its three meanings.

   Widths are symmetric in x and n - x and, but for the jitter of limits that are
   whole numbers of a population, rise from x = 0 to x = n/2 and fall with n at a
   given x up to n/2.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_width.h"

#include <float.h>
#include <plusminus/num.h>

#include "size_chance.h"

pm_size_widths pm_size_widths_of(const pm_size_plan *plan, pm_error *error)
{
  bool is_finite = (plan->method->flags & PM_SIZE_POPULATION) != 0;
  return (pm_size_widths){
      .plan = plan,
      .interval = pm_interval_find(plan->method->interval),
      .minority = fmin(plan->rate, 1 - plan->rate),
      .target = plan->margin * (1 + PM_PLAN_SLACK),
      /* Each limit is the whole number next to what moves smoothly: together they
         are up to 2 of N off, and half the width 1 of N. */
      .jitter = is_finite ? 1 / plan->design.population * (1 + PM_PLAN_SLACK) : 0,
      .status = PM_OK,
      .error = error,
  };
}

/* A limit times the population: whole, but where the limit is the sample's own rate. */
static double count_at(double limit, double population)
{
  double count = limit * population, nearest = floor(count + 0.5);
  return fabs(count - nearest) <= 4 * DBL_EPSILON * population ? nearest : count;
}

/* In a population a width may be just the target. It is then counted, for the difference
   of two limits is rounded as these are, which is too coarse for a small margin. */
double pm_size_half(pm_size_widths *widths, double x, double n)
{
  pm_interval interval;
  bool is_finite = (widths->plan->method->flags & PM_SIZE_POPULATION) != 0;
  double of = widths->plan->design.population;
  pm_case data = {x, n, is_finite ? of : 0};
  if (widths->status != PM_OK)
    return 0;
  widths->status = pm_interval_compute(widths->interval, &widths->plan->level, &data, &interval,
                                       widths->error);
  if (widths->status != PM_OK)
    return 0;
  if (is_finite)
    return (count_at(interval.upper, of) - count_at(interval.lower, of)) / (2 * of);
  return (interval.upper - interval.lower) / 2;
}

/* The same where many x of an n are asked for. */
static double half_of_many(pm_size_widths *widths, double x, double n)
{
  pm_case data = {x, n, widths->plan->design.population};
  if (widths->jitter == 0 || n >= data.population)
    return pm_size_half(widths, x, n);
  double *end = pm_halves_end(&widths->halves, &data);
  double half = end != NULL ? *end : pm_halves_at(&widths->halves, &widths->plan->level, &data);
  if (isnan(half))
    half = pm_size_half(widths, x, n);
  if (end != NULL)
    *end = half;
  return half;
}

/* ------------------------------------------------------------- at rate -- */

double pm_size_count(const pm_size_widths *widths, double n)
{
  double mean = n * widths->minority;
  return fmax(0, ceil(mean - 0.5 - mean * 4 * DBL_EPSILON));
}

double pm_size_first_with(const pm_size_widths *widths, double x)
{
  if (x == 0)
    return 1;
  double n = fmax(1, floor((x - 0.5) / widths->minority));
  if (!(n < PM_PLAN_RECORDS_MOST))
    return (double)INFINITY;
  while (n > 1 && pm_size_count(widths, n - 1) >= x)
    n--;
  while (pm_size_count(widths, n) < x)
    n++;
  return n;
}

/* ------------------------------------------------------------ expected -- */

/* Half the width is a smooth function of x and a law with a spread of its own a
   smooth bell, so every step-th x is enough: up to half the standard deviation the sum
   of a bell on a lattice is its integral to all digits, wherever the lattice begins. */
static double expected(pm_size_widths *widths, const pm_size_chance *chance, double step)
{
  double low, high;
  pm_size_chance_range(chance, &low, &high);
  pm_sum weights = {0, 0}, weighted = {0, 0};
  double weight = 0;
  for (double x = low; x <= high; x += step) {
    bool has_neighbour = x > low && step == 1;
    weight = has_neighbour ? pm_size_chance_next(chance, x - 1, weight)
                           : pm_size_chance_at(chance, x);
    if (weight < 1e-20)
      continue;
    pm_sum_add(&weights, weight);
    pm_sum_add(&weighted, weight * half_of_many(widths, x, chance->n));
  }
  return pm_sum_value(&weighted) / pm_sum_value(&weights);
}

static double lattice(const pm_size_chance *chance)
{
  return fmax(1, floor(pm_size_chance_spread(chance) / 3));
}

typedef struct mixture {
  pm_size_widths *widths;
  double n;
} mixture;

/* Were the rate known to have these log odds. */
static double expected_if(double t, void *context)
{
  mixture *mixed = context;
  pm_size_plan known = *mixed->widths->plan;
  known.is_uncertain = false;
  known.rate = 1 / (1 + exp(-t));
  pm_size_chance chance = pm_size_chance_of(&known, mixed->n);
  chance.compliant = (double)NAN; /* what the population has is uncertain as well */
  return expected(mixed->widths, &chance, lattice(&chance));
}

/* An uncertain rate's law is no bell: it may end at 0 or n. It is a mixture of laws
   that are. */
static double expected_smooth(pm_size_widths *widths, const pm_size_chance *chance)
{
  const pm_size_plan *plan = widths->plan;
  if (!plan->is_uncertain)
    return expected(widths, chance, lattice(chance));
  mixture mixed = {widths, chance->n};
  return pm_size_mean_over(plan->a, plan->b, expected_if, &mixed);
}

enum { SMALL = 300 };

double pm_size_expected(pm_size_widths *widths, double n)
{
  pm_size_chance chance = pm_size_chance_of(widths->plan, n);
  return widths->jitter > 0 || n <= SMALL ? expected(widths, &chance, 1)
                                          : expected_smooth(widths, &chance);
}

/* Halves of whole limits are up to one jitter below those that would be smooth, be it all
   x's or every step-th: the two means are within one jitter of each other. */
bool pm_size_expects_target(pm_size_widths *widths, double n)
{
  double target = widths->target;
  if (widths->jitter > 0 && n > SMALL) {
    pm_size_chance chance = pm_size_chance_of(widths->plan, n);
    double about = expected_smooth(widths, &chance);
    if (fabs(about - target) > widths->jitter + 1e-12 * target)
      return about <= target;
  }
  return pm_size_expected(widths, n) <= target;
}

/* ------------------------------------------------------------- assured -- */

static bool is_narrow(pm_size_widths *widths, double x, double n, double by)
{
  return pm_size_half(widths, x, n) <= widths->target + widths->loosened + by;
}

static double narrow(pm_size_widths *widths, double n, double by)
{
  double low = -1, high = floor(n / 2) + 1;
  while (high - low > 1) {
    double middle = low + floor((high - low) / 2);
    if (is_narrow(widths, middle, n, by))
      low = middle;
    else
      high = middle;
  }
  return low;
}

double pm_size_narrow(pm_size_widths *widths, double n)
{
  return narrow(widths, n, 0);
}

/* P(X = x or n - x). */
static double both(const pm_size_chance *chance, double x)
{
  double mirrored = chance->n - x;
  return pm_size_chance_at(chance, x) +
         (mirrored > x ? pm_size_chance_at(chance, mirrored) : 0);
}

/* From the last x that can be narrow down to the first below which all are; but no
   farther than until enough of them are narrow, or too many are not. */
static bool is_assured_by_each(pm_size_widths *widths, const pm_size_chance *chance,
                               double last, double assurance)
{
  enum { FEW = 16 };
  static const double SURELY = 1e-9, SPECK = 1e-20;
  double n = chance->n, mean = n * widths->minority, x = last;
  double target = widths->target + widths->loosened;
  double possible = 2 * x + 1 >= n ? 1 : pm_size_chance_ends(chance, x);
  pm_sum narrow_ones = {0, 0}, wide_ones = {0, 0};
  for (; x >= 0; x--) {
    double mass = both(chance, x);
    if (mass < SPECK && x > mean)
      continue;
    double half = last - x < FEW ? pm_size_half(widths, x, n) : half_of_many(widths, x, n);
    if (half <= target - widths->jitter)
      break;
    pm_sum_add(half <= target ? &narrow_ones : &wide_ones, mass);
    if (pm_sum_value(&narrow_ones) > assurance + SURELY)
      return true;
    if (possible - pm_sum_value(&wide_ones) < assurance - SURELY)
      return false;
  }
  if (2 * x + 1 >= n) /* only where nothing was passed over: all are narrow */
    return true;
  pm_sum_add(&narrow_ones, pm_size_chance_ends(chance, x));
  return pm_sum_value(&narrow_ones) >= assurance;
}

bool pm_size_is_assured(pm_size_widths *widths, double n)
{
  pm_size_chance chance = pm_size_chance_of(widths->plan, n);
  double assurance = widths->plan->assurance * (1 - PM_PLAN_SLACK);
  double last = narrow(widths, n, widths->jitter);
  if (widths->jitter > 0)
    return is_assured_by_each(widths, &chance, last, assurance);
  return 2 * last + 1 >= n || pm_size_chance_ends(&chance, last) >= assurance;
}

/* The x up to n/2 whose ends first hold the assurance, and its width; in a
   population the next widths, each one more of N, are tried one by one. */
double pm_size_assured_half(pm_size_widths *widths, double n)
{
  pm_size_chance chance = pm_size_chance_of(widths->plan, n);
  double assurance = widths->plan->assurance * (1 - PM_PLAN_SLACK);
  double low = -1, high = floor(n / 2);
  while (high - low > 1) {
    double middle = low + floor((high - low) / 2);
    if (pm_size_chance_ends(&chance, middle) >= assurance)
      high = middle;
    else
      low = middle;
  }
  double half = pm_size_half(widths, high, n);
  if (widths->jitter == 0 || widths->status != PM_OK)
    return half;
  double step = 0.5 / widths->plan->design.population;
  widths->target = fmax(0, half - 3 * step) + step / 4;
  while (!pm_size_is_assured(widths, n))
    widths->target += step;
  /* A whole number of steps, but where a limit is the sample's own rate. */
  double steps = widths->target / step - 0.25, whole = floor(steps + 0.5);
  return fabs(steps - whole) < 1e-4 ? whole / (2 * widths->plan->design.population)
                                    : widths->target - step / 4;
}
