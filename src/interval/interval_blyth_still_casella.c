/* interval_blyth_still_casella.c: the limits of Clopper & Pearson refined as far
   as coverage lets them (Casella 1986, from Blyth & Still 1983).

   The table of an n begins with the limits of Clopper & Pearson. From x = n down
   to x = 1 each lower limit is raised, and with it the upper limit of n - x is
   lowered, to where the coverage without x would first fall below the level.
   That is all: a table so made cannot be refined further, as later steps only
   take coverage away. Where a lower limit meets an upper one that it may not
   pass it stays, although both could be moved along together without a change
   in length. So does StatXact.

   No table is needed. A lower limit above 1/2 can only meet upper limits that are
   not refined yet; one that is below 1/2 cannot come beyond, as it would take as
   much away on both sides of 1/2 at once, and can only meet upper limits that are
   the mirrors of refined ones above 1/2.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "binomial_search.h"
#include "interval_method.h"

static pm_beta_point lesser(pm_beta_point a, pm_beta_point b)
{
  return pm_is_less(b, a) ? b : a;
}

static const pm_beta_point half = {0.5, 0.5};

/* The lower limit `low` of x, 1/2 or more before it is raised. At the next upper
   limit of Clopper & Pearson one more count goes, whose tail is all that may be
   left out below. */
static pm_status refine_above_half(const pm_level *level, double x, double n, pm_beta_point low,
                                   pm_beta_point *limit)
{
  pm_last_count last = pm_last_below(level->tail, level->z, n, low);
  pm_count_set set = pm_count_set_begin(&last, x, n, level->tail, low);
  pm_status status = pm_rate_solve(pm_left_out_to_alpha, 2 * level->tail, &set, low, limit);
  *limit = lesser(*limit, pm_mirrored(pm_rate_of_tail(level->tail, n - last.y - 1, n)));
  return status;
}

/* The upper limit of y, refined, when it is 1/2 or less; else 1/2. */
static pm_status refined_upper(const pm_rate_search *of, double y, pm_beta_point *upper)
{
  double x = of->n - y;
  *upper = half;
  if (of->found != NULL) {
    pm_beta_point found = {of->found[(size_t)y].upper, of->found[(size_t)x].lower};
    *upper = lesser(found, half);
    return PM_OK;
  }
  pm_beta_point low = pm_rate_of_tail(of->level->tail, x, of->n);
  if (pm_is_less(low, half))
    return PM_OK;
  pm_status status = refine_above_half(of->level, x, of->n, low, upper);
  *upper = pm_mirrored(*upper);
  return status;
}

/* The lower limit `low` of x, below 1/2. It is raised from one refined upper limit
   to the next while the counts without x cover enough. */
static pm_status refine_below_half(const pm_rate_search *of, pm_beta_point low,
                                   pm_beta_point *limit)
{
  double alpha = 2 * of->level->tail;
  double y = pm_last_below(of->level->tail, of->level->z, of->n, low).y;
  *limit = low;
  for (; pm_is_less(*limit, half); y++) {
    pm_beta_point next;
    pm_status status = refined_upper(of, y + 1, &next);
    if (status != PM_OK)
      return status;
    if (!pm_is_less(*limit, next))
      continue;
    pm_count_set set = pm_count_set_make(of->n, y, of->x);
    if (pm_left_out_to_alpha(alpha, &set, *limit).value > 0)
      return PM_OK;
    pm_beta_point end;
    status = pm_rate_solve(pm_left_out_to_alpha, alpha, &set, *limit, &end);
    *limit = lesser(end, next);
    if (status != PM_OK || pm_is_less(end, next))
      return status;
  }
  return PM_OK;
}

static pm_status lower_limit(const pm_rate_search *of, pm_beta_point *limit)
{
  pm_beta_point low = pm_rate_of_tail(of->level->tail, of->x, of->n);
  return pm_is_less(low, half) ? refine_below_half(of, low, limit)
                               : refine_above_half(of->level, of->x, of->n, low, limit);
}

static pm_status blyth_still_casella(const pm_level *level, const pm_case *data,
                                     pm_interval *interval)
{
  return pm_limits_of_rate(lower_limit, level, data, interval);
}

static pm_status blyth_still_casella_all(const pm_level *level, const pm_case *data,
                                         pm_interval *intervals)
{
  return pm_limits_of_rate_all(lower_limit, level, data->n, intervals);
}

const pm_interval_method pm_interval_blyth_still_casella = {
    .about = {.name = "blyth-still-casella",
              .title = "Exact interval that cannot be shortened, as StatXact has it",
              .citation = "Blyth & Still 1983, Journal of the American Statistical Association "
                          "78, 108-116; Casella 1986, Canadian Journal of Statistics 14, "
                          "113-129",
              .use = "Where coverage must never be below the level and the interval should be "
                     "short: no limit of the table can be moved inwards by itself.",
              .avoid = "Where levels are compared: a higher one can have a limit that is "
                       "further in. Use blaker there."},
    .flags = PM_INTERVAL_EXACT | PM_INTERVAL_WHOLE | PM_INTERVAL_TWO_SIDED |
             PM_INTERVAL_UNNESTED | PM_INTERVAL_SEARCHED,
    .compute = blyth_still_casella,
    .compute_all = blyth_still_casella_all,
};
