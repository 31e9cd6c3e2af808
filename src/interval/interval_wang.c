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

typedef struct urn {
  const pm_level *level;
  double n;
  double population;
} urn;

static pm_urn_set one_tail_of(const urn *u, double x)
{
  return (pm_urn_set){
      .n = u->n, .population = u->population, .below = -1, .above = x, .one_tail = true};
}

/* A lower limit before it is raised, and what is left out there. */
typedef struct climb {
  const urn *u;
  pm_urn_set set;
  pm_urn_tails at;
  double start;
} climb;

static climb climb_of(const urn *u, double x)
{
  climb c = {.u = u, .set = one_tail_of(u, x)};
  c.start = pm_smallest_count(&c.set, u->level, &c.at);
  return c;
}

/* Of n - y - 1, for a set from y + 1 on: that of y + 1, which is in P(X <= y + 1 | M)
   what the lower limit is in its tail, mirrored. Its search begins where the set's
   is. */
static climb next_mirrored(const climb *of)
{
  const urn *u = of->u;
  climb c = {.u = u, .set = one_tail_of(u, u->n - of->set.below - 1)};
  if (!(of->at.at_next > 0))
    return climb_of(u, c.set.above);
  c.at = (pm_urn_tails){.count = u->population - of->at.count,
                        .up = of->at.down + of->at.at_next,
                        .at_above = of->at.at_next};
  c.start = pm_first_count(&c.set, &c.at, pm_urn_tail(u->level), c.set.above - 1,
                           u->population - u->n + c.set.above);
  return c;
}

/* The upper limit of the first count of the set when the lower limits above N/2 are
   raised, or before. */
typedef double upper_limit(const climb *of);

static double first_upper(const climb *of)
{
  return of->u->population - next_mirrored(of).start;
}

/* The lower limit raised past no more than `end`, from one upper limit, where a count
   goes, to the next. What the counts in between cover rises and falls once with M. */
static double raised(climb *c, double end, upper_limit *upper)
{
  double tail = pm_urn_tail(c->u->level);
  double limit = c->start;
  pm_urn_move(&c->set, &c->at, limit);
  pm_urn_fit_below(&c->set, &c->at, tail, c->u->level->z);
  for (; limit <= end; pm_urn_raise_below(&c->set, &c->at)) {
    double to = fmin(upper(c), end);
    if (to < limit)
      continue;
    pm_urn_move(&c->set, &c->at, limit);
    limit = pm_first_count(&c->set, &c->at, 2 * tail, limit - 1, to + 1);
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

static double moved_upper(const climb *of)
{
  climb c = next_mirrored(of);
  return of->u->population - raised(&c, last_below_half(of->u), first_upper);
}

/* The lower limit of x > 0. One at N/2 stays. */
static double lower_limit(const urn *u, double x)
{
  climb c = climb_of(u, x);
  return 2 * c.start <= u->population ? raised(&c, last_below_half(u), first_upper)
                                      : raised(&c, u->population, moved_upper);
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
             PM_INTERVAL_TWO_SIDED | PM_INTERVAL_UNNESTED | PM_INTERVAL_SEARCHED,
    .compute = wang,
};
