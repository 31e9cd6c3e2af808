/* interval_wang.c: the limits of the hypergeometric row drawn in as far as
   coverage lets them (Wang 2015; his definition, not the one by acceptance sets
   of Bartroff, Lorden & Wang 2023).

   The table of an n and N begins with both tails inverted. From the middle count
   outwards, x = n/2, n/2 - 1, ... 0, first the lower limit of x is raised, then
   its upper limit lowered, each together with its mirror at n - x, count by count
   of M until the coverage at the M given up, without x, would be below the level.

   No table is needed. A lower limit of at most N/2 can only meet upper limits
   that have not moved yet, and it stays there, as at N/2 it would take as much
   away below as above. One that begins above N/2 can only meet upper limits that
   are the mirrors of lower ones below N/2, which have moved before it.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "count_search.h"
#include "interval_method.h"

#include <plusminus/num.h>

/* Probabilities this close are equal, as in count_search.c. */
static const double TIE = 1e-11;

typedef struct urn {
  const pm_level *level;
  double n;
  double population;
} urn;

/* P(X >= x | M) */
static double at_least(const pm_case *data, double count)
{
  return pm_hypergeometric_tail(data->x, data->n, count, data->population, PM_TAIL_UPPER);
}

static double at_most(const urn *u, double x, double count)
{
  return pm_hypergeometric_tail(x, u->n, count, u->population, PM_TAIL_LOWER);
}

/* The lower limit of x > 0 before it is raised. */
static double first_lower(const urn *u, double x)
{
  static const pm_count_test test = {.tail = at_least, .correction = 0.5};
  pm_case data = {x, u->n, u->population};
  return pm_smallest_count(&test, u->level, &data);
}

/* The largest y with P(X <= y | M) no more than one tail; -1 when there is none.
   Its normal quantile is a first guess. */
static double last_below(const urn *u, double count)
{
  double tail = u->level->tail * (1 + TIE);
  double rate = count / u->population;
  double spread = sqrt(u->n * rate * (1 - rate) * (1 - u->n / u->population));
  double y = floor(u->n * rate - u->level->z * spread - 0.5);
  y = fmin(fmax(y, -1), u->n - 1);
  while (y >= 0 && at_most(u, y, count) > tail)
    y--;
  while (y < u->n - 1 && at_most(u, y + 1, count) <= tail)
    y++;
  return y;
}

/* Whether the counts from y + 1 to x - 1 cover enough at M. */
static bool is_covered(const urn *u, double y, double x, double count)
{
  pm_case data = {x, u->n, u->population};
  return at_least(&data, count) + at_most(u, y, count) <= 2 * u->level->tail * (1 + TIE);
}

/* The first M in from..to where they do not; to + 1 when there is none. What they
   cover rises and falls once with M, so that halving finds it. */
static double first_uncovered(const urn *u, double y, double x, double from, double to)
{
  if (!is_covered(u, y, x, from))
    return from;
  if (is_covered(u, y, x, to))
    return to + 1;
  double low = from;
  double high = to;
  while (high - low > 1) {
    double count = floor(low + (high - low) / 2);
    if (is_covered(u, y, x, count))
      low = count;
    else
      high = count;
  }
  return high;
}

/* The upper limit of y when the lower limits above N/2 are raised, or before. */
typedef double upper_limit(const urn *u, double y);

static double first_upper(const urn *u, double y)
{
  return u->population - first_lower(u, u->n - y);
}

/* The lower limit of x raised from `start` past no more than `end`, from one upper
   limit, where a count goes, to the next. */
static double raised(const urn *u, double x, double start, double end, upper_limit *upper)
{
  double limit = start;
  for (double y = last_below(u, start); limit <= end; y++) {
    double to = fmin(upper(u, y + 1), end);
    if (to < limit)
      continue;
    limit = first_uncovered(u, y, x, limit, to);
    if (limit <= to)
      break;
  }
  return limit;
}

/* The last M below N/2. */
static double last_below_half(const urn *u)
{
  return ceil(u->population / 2) - 1;
}

static double moved_upper(const urn *u, double y)
{
  double x = u->n - y;
  return u->population - raised(u, x, first_lower(u, x), last_below_half(u), first_upper);
}

/* The lower limit of x > 0. One at N/2 stays. */
static double lower_limit(const urn *u, double x)
{
  double start = first_lower(u, x);
  if (2 * start <= u->population)
    return raised(u, x, start, last_below_half(u), first_upper);
  return raised(u, x, start, u->population, moved_upper);
}

static pm_status wang(const pm_level *level, const pm_case *data, pm_interval *interval)
{
  urn u = {level, data->n, data->population};
  if (data->x > 0)
    interval->lower = lower_limit(&u, data->x) / u.population;
  if (data->x < u.n)
    interval->upper = (u.population - lower_limit(&u, u.n - data->x)) / u.population;
  return PM_OK;
}

const pm_interval_method pm_interval_wang = {
    .about = {.name = "wang",
              .title = "Exact interval for a finite population that cannot be shortened",
              .citation = "Wang 2015, Journal of the American Statistical Association 110, "
                          "1491-1499",
              .use = "When the size of the population is known, coverage must never be below "
                     "the level, and the interval should be short: it lies within that of "
                     "hypergeometric.",
              .avoid = "Where levels are compared: a higher one can have a limit that is "
                       "further in. Where the two tails must each be at most half of what the "
                       "level leaves."},
    .flags = PM_INTERVAL_EXACT | PM_INTERVAL_POPULATION | PM_INTERVAL_WHOLE |
             PM_INTERVAL_TWO_SIDED | PM_INTERVAL_UNNESTED,
    .compute = wang,
};
