/* stratified_difference.c: two rates compared by strata: the table of the
   methods, the checks of the strata, and what is the same for every method.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "stratified_difference.h"

#include <float.h>

/* --------------------------------------------------------------- family -- */

#define PM_STRATIFIED_DIFFERENCE_ROW(name) &pm_stratified_difference_##name,
static const pm_stratified_difference_method *const rows[] = {
#include "stratified_difference.def"
};
#undef PM_STRATIFIED_DIFFERENCE_ROW

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

static const pm_method *row_at(size_t index)
{
  return index < ROW_COUNT ? &rows[index]->about : NULL;
}

const pm_family pm_stratified_difference_family = {
    .name = "stratified-difference",
    .title = "Two rates compared by strata",
    .count = ROW_COUNT,
    .at = row_at,
};

/* The rows begin with what is said of them, so a pointer to that is one to the
   row. */
const pm_stratified_difference_method *pm_stratified_difference_find(const char *name)
{
  return (const pm_stratified_difference_method *)(const void *)pm_family_find(
      &pm_stratified_difference_family, name);
}

/* ----------------------------------------------------------------- view -- */

static double given_weight(const pm_pairs *pairs, size_t h)
{
  const pm_pair *pair = &pairs->pairs[h];
  return pairs->weights != NULL ? pairs->weights[h] : 1 / (1 / pair->n1 + 1 / pair->n2);
}

/* A sum of differences that add up to nothing but for rounding is 0: two censuses
   would else be told apart for certain by it. sizes: that of their absolute values. */
static double without_rounding(double sum, double sizes)
{
  return fabs(sum) <= 4 * DBL_EPSILON * sizes ? 0 : sum;
}

pm_strata_view pm_strata_view_make(const pm_pairs *pairs)
{
  pm_sum weights = {0, 0};
  pm_sum differences = {0, 0};
  double sizes = 0;
  for (size_t h = 0; h < pairs->count; h++) {
    pm_sample first = first_sample(&pairs->pairs[h]);
    pm_sample second = second_sample(&pairs->pairs[h]);
    double weight = given_weight(pairs, h);
    double part = weight * rate_difference(&first, &second);
    pm_sum_add(&weights, weight);
    pm_sum_add(&differences, part);
    sizes += fabs(part);
  }
  double total = pm_sum_value(&weights);
  double sum = without_rounding(pm_sum_value(&differences), sizes);
  return (pm_strata_view){pairs, total, sum / total, false};
}

pm_strata_view pm_strata_view_turned(const pm_strata_view *view)
{
  return (pm_strata_view){view->pairs, view->total, -view->estimate, !view->is_turned};
}

/* An infinite population is a large one. */
static double plain_population(double population)
{
  return isinf(population) && population > 0 ? 0 : population;
}

static pm_pair plain_pair(const pm_pair *p)
{
  return (pm_pair){p->x1,
                   p->n1,
                   p->x2,
                   p->n2,
                   plain_population(p->population1),
                   plain_population(p->population2)};
}

pm_pair pm_strata_view_pair(const pm_strata_view *view, size_t h)
{
  pm_pair p = plain_pair(&view->pairs->pairs[h]);
  return view->is_turned ? (pm_pair){p.x2, p.n2, p.x1, p.n1, p.population2, p.population1} : p;
}

pm_sample pm_strata_view_sample(const pm_strata_view *view, size_t h, bool is_second)
{
  pm_pair pair = pm_strata_view_pair(view, h);
  pm_sample second = second_sample(&pair);
  return is_second ? sample_complement(&second) : first_sample(&pair);
}

double pm_strata_view_weight(const pm_strata_view *view, size_t h)
{
  return given_weight(view->pairs, h) / view->total;
}

/* --------------------------------------------------------------- checks -- */

static pm_status check_pair(const pm_stratified_difference_method *method,
                            const pm_level *level, const pm_pair *pair, pm_error *error)
{
  pm_pair plain = plain_pair(pair);
  bool is_finite = plain.population1 != 0 || plain.population2 != 0;
  if (is_finite && (method->flags & PM_DIFFERENCE_POPULATION) == 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "%s has no form for finite populations",
                        method->about.name);
  return pm_pair_check(&method->about, (method->flags & PM_DIFFERENCE_WHOLE) != 0, level,
                       &plain, error);
}

static pm_status check_weights(const pm_pairs *pairs, pm_error *error)
{
  double total = 0;
  for (size_t h = 0; h < pairs->count; h++) {
    double weight = given_weight(pairs, h);
    if (!(weight >= 0))
      return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                          "the weight of stratum %zu is not a number from 0 up", h + 1);
    total += weight;
  }
  if (total > 0 && isfinite(total))
    return PM_OK;
  return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "the weights of the strata add up to %s",
                      total > 0 ? "no finite number" : "0");
}

static pm_status check(const pm_stratified_difference_method *method, const pm_level *level,
                       const pm_pairs *pairs, pm_error *error)
{
  if (pairs->count == 0)
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "no strata to compare");
  for (size_t h = 0; h < pairs->count; h++) {
    pm_status status = check_pair(method, level, &pairs->pairs[h], error);
    if (status != PM_OK)
      return status;
  }
  return check_weights(pairs, error);
}

pm_status pm_stratified_difference_compute(const pm_stratified_difference_method *method,
                                           const pm_level *level, const pm_pairs *pairs,
                                           pm_difference *difference, pm_error *error)
{
  double none = (double)NAN;
  *difference = (pm_difference){none, none, none, none};
  pm_status status = check(method, level, pairs, error);
  if (status != PM_OK)
    return status;
  pm_difference found = {pm_strata_view_make(pairs).estimate, -1, 1, 1};
  status = method->compute(level, pairs, &found);
  if (status == PM_OK && (isnan(found.lower) || isnan(found.upper) || isnan(found.p_value)))
    status = PM_ERROR_NUMERIC;
  if (status != PM_OK)
    return pm_error_add(error, status, NULL,
                        status == PM_ERROR_DOMAIN
                            ? "%s has no limits where a stratum has one record or less"
                            : "the search for the %s limits did not converge",
                        method->about.name);
  pm_difference_settle(level, PM_SCALE_DIFFERENCE, &found);
  *difference = found;
  return PM_OK;
}

/* A rate is at least what was seen of a finite population, and p1 - p2 is p1 + q2 - 1. */
bool pm_pairs_may_be_equal(const pm_pairs *pairs)
{
  static const double ROUNDING = 8 * DBL_EPSILON;
  pm_strata_view view = pm_strata_view_make(pairs);
  if (view.estimate < 0)
    view = pm_strata_view_turned(&view);
  pm_sum least = {-1, 0};
  for (size_t i = 0; i < 2 * pairs->count; i++) {
    pm_sample sample = pm_strata_view_sample(&view, i / 2, i % 2 == 1);
    double seen = sample.population == 0 ? 0 : sample.x / sample.population;
    pm_sum_add(&least, pm_strata_view_weight(&view, i / 2) * seen);
  }
  return pm_sum_value(&least) <= ROUNDING;
}
