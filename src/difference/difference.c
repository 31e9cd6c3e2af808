/* difference.c: two rates compared: the checks of a pair, and what is the same
   for every method.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_method.h"

#include "core/number_text.h"

/* Limits are right to this much; within it the p-value tells on which side of
   no difference a limit is. */
static const double SLACK = 1e-9;

double pm_scale_null(pm_scale scale)
{
  return scale == PM_SCALE_DIFFERENCE ? 0 : 1;
}

/* -------------------------------------------------------------- checks -- */

typedef struct scale_row {
  const char *name;
  unsigned flag; /* that a method which knows it has; 0: all do */
} scale_row;

static const scale_row scales[] = {
    [PM_SCALE_DIFFERENCE] = {"differences", 0},
    [PM_SCALE_RATIO] = {"ratios", PM_DIFFERENCE_RATIO},
    [PM_SCALE_ODDS] = {"odds ratios", PM_DIFFERENCE_ODDS},
};

static pm_status check_method(const pm_difference_method *method, pm_scale scale,
                              const pm_pair *pair, pm_error *error)
{
  if ((size_t)scale >= sizeof scales / sizeof scales[0])
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "there is no scale %d", (int)scale);
  if ((method->flags & scales[scale].flag) != scales[scale].flag)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "%s has no form for %s",
                        method->about.name, scales[scale].name);
  bool is_finite = pair->population1 != 0 || pair->population2 != 0;
  if (is_finite && (method->flags & PM_DIFFERENCE_POPULATION) == 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "%s has no form for finite populations",
                        method->about.name);
  bool are_alike = (pair->population1 != 0) == (pair->population2 != 0);
  if (!are_alike && (method->flags & PM_DIFFERENCE_BOTH_FINITE) != 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "%s needs the populations of both groups or of neither",
                        method->about.name);
  return PM_OK;
}

/* The limits of a sample that is only to be checked. */
static pm_status no_limits(const pm_level *level, const pm_case *data, pm_interval *interval)
{
  (void)level;
  (void)data;
  (void)interval;
  return PM_OK;
}

pm_status pm_pair_check(const pm_method *about, bool is_whole, const pm_level *level,
                        const pm_pair *pair, pm_error *error)
{
  pm_interval_method rules = {
      .about = *about, .flags = is_whole ? PM_INTERVAL_WHOLE : 0u, .compute = no_limits};
  pm_case first = {pair->x1, pair->n1, pair->population1};
  pm_case second = {pair->x2, pair->n2, pair->population2};
  pm_interval ignored;
  pm_status status = pm_interval_compute(&rules, level, &first, &ignored, error);
  return status == PM_OK ? pm_interval_compute(&rules, level, &second, &ignored, error)
                         : status;
}

/* An infinite population is a large one. */
static pm_pair plain_pair(const pm_pair *pair)
{
  pm_pair plain = *pair;
  if (isinf(pair->population1) && pair->population1 > 0)
    plain.population1 = 0;
  if (isinf(pair->population2) && pair->population2 > 0)
    plain.population2 = 0;
  return plain;
}

/* ------------------------------------------------------------- results -- */

static double estimate_of(pm_scale scale, const pm_sample *first, const pm_sample *second)
{
  if (scale == PM_SCALE_DIFFERENCE)
    return rate_difference(first, second);
  if (scale == PM_SCALE_RATIO)
    return first->p / second->p;
  return (first->x / first->y) / (second->x / second->y);
}

/* What is known before any record is looked at. */
static pm_difference nothing_known(pm_scale scale, double estimate)
{
  bool is_difference = scale == PM_SCALE_DIFFERENCE;
  return (pm_difference){estimate, is_difference ? -1 : 0, is_difference ? 1 : (double)INFINITY,
                         1};
}

/* The limits that were asked for lie on their sides of the estimate, in the
   scale's range; the other is the range's end. */
static void clip(const pm_level *level, pm_scale scale, pm_difference *found)
{
  pm_difference range = nothing_known(scale, found->estimate);
  found->lower =
      wants_lower(level) ? fmin(fmax(found->lower, range.lower), found->estimate) : range.lower;
  found->upper =
      wants_upper(level) ? fmax(fmin(found->upper, range.upper), found->estimate) : range.upper;
}

/* -0 is 0. */
static void drop_signs_of_0(pm_difference *found)
{
  found->lower += 0.0;
  found->upper += 0.0;
}

/* A limit that is no difference but for rounding is put on the side of it on
   which the p-value has it, so that the two always agree. */
static void agree(const pm_level *level, double null, pm_difference *found)
{
  bool is_rejected = found->p_value < 1 - level->conf;
  if (is_rejected && found->estimate > null && found->lower <= null &&
      null - found->lower <= SLACK)
    found->lower = nextafter(null, (double)INFINITY);
  else if (is_rejected && found->estimate < null && found->upper >= null &&
           found->upper - null <= SLACK)
    found->upper = nextafter(null, -(double)INFINITY);
  else if (!is_rejected && found->lower > null && found->lower - null <= SLACK)
    found->lower = null;
  else if (!is_rejected && found->upper < null && null - found->upper <= SLACK)
    found->upper = null;
}

void pm_difference_settle(const pm_level *level, pm_scale scale, pm_difference *found)
{
  clip(level, scale, found);
  agree(level, pm_scale_null(scale), found);
  drop_signs_of_0(found);
}

static pm_status compute(const pm_difference_method *method, const pm_level *level,
                         pm_scale scale, const pm_pair *pair, pm_difference *found)
{
  pm_sample first = first_sample(pair);
  pm_sample second = second_sample(pair);
  *found = nothing_known(scale, estimate_of(scale, &first, &second));
  if (isnan(found->estimate))
    return PM_OK;
  pm_status status = method->compute(level, scale, pair, found);
  if (status != PM_OK)
    return status;
  if (isnan(found->lower) || isnan(found->upper) || isnan(found->p_value))
    return PM_ERROR_NUMERIC;
  pm_difference_settle(level, scale, found);
  return PM_OK;
}

/* What a method that returned this status could not do. */
static pm_status fault(const pm_difference_method *method, pm_status status,
                       const pm_pair *pair, pm_error *error)
{
  const char *name = method->about.name;
  pm_number_text sizes[] = {pm_number_show(pair->n1), pm_number_show(pair->n2)};
  if (status != PM_ERROR_DOMAIN)
    return pm_error_add(error, status, NULL,
                        "the search for the %s limits of samples of %s and %s records "
                        "did not converge",
                        name, sizes[0].text, sizes[1].text);
  bool is_searched = (method->flags & PM_DIFFERENCE_SEARCHED) != 0;
  if (is_searched && fmax(pair->n1, pair->n2) > PM_DIFFERENCE_RECORDS_MOST)
    return pm_error_add(error, status, NULL,
                        "%s takes up to %d records in each sample, not %s and %s", name,
                        PM_DIFFERENCE_RECORDS_MOST, sizes[0].text, sizes[1].text);
  if (is_searched)
    return pm_error_add(error, status, NULL,
                        "%s takes populations of up to %d units, not %s and %s", name,
                        PM_DIFFERENCE_POPULATION_MOST, pm_number_show(pair->population1).text,
                        pm_number_show(pair->population2).text);
  return pm_error_add(error, status, NULL,
                      "%s needs more than one record in both samples together, not %s and %s",
                      name, sizes[0].text, sizes[1].text);
}

pm_status pm_difference_compute(const pm_difference_method *method, const pm_level *level,
                                pm_scale scale, const pm_pair *pair, pm_difference *difference,
                                pm_error *error)
{
  double none = (double)NAN;
  *difference = (pm_difference){none, none, none, none};
  pm_pair plain = plain_pair(pair);
  pm_status status = check_method(method, scale, &plain, error);
  if (status == PM_OK)
    status = pm_pair_check(&method->about, (method->flags & PM_DIFFERENCE_WHOLE) != 0, level,
                           &plain, error);
  if (status != PM_OK)
    return status;
  pm_difference found;
  status = compute(method, level, scale, &plain, &found);
  if (status != PM_OK)
    return fault(method, status, &plain, error);
  *difference = found;
  return PM_OK;
}
