/* explain_strata.c: the margin of a rate from strata, and that of one stratum
   in focus: t sqrt(pq) 1/sqrt(n) sqrt(n/(n-1)) sqrt(deff) sqrt(1-f), with the
   design effect against simple random sampling without replacement (Kish 1965,
   8.2; Cochran 1977, 5.5).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/num.h>
#include <string.h>

#include "core/dictionary.h"
#include "explain/explain_parts.h"

static const char ALL[] = "(all)";

/* ----------------------------------------------------- each stratum's row -- */

/* The values of a row's or a stratum's key as one text. */
static const char *join(pm_explaining *work, const char *text, const char *value)
{
  return pm_explain_format(work, "%s%s\x1f", text, value);
}

static const char *key_of_row(pm_explaining *work, const pm_explained *it,
                              const pm_estimate *row)
{
  const char *key = "";
  for (size_t c = 0; c < pm_estimates_columns(it->estimates); c++)
    key = join(work, key, row->labels[c]);
  return key;
}

static const char *key_of_stratum(pm_explaining *work, const pm_explained *it,
                                  const pm_stratum *stratum)
{
  const char *key = "";
  for (size_t c = 0; c < pm_estimates_columns(it->estimates); c++) {
    int column = pm_strata_column(it->strata, pm_estimates_column(it->estimates, c));
    key = join(work, key, stratum->values[column]);
  }
  return key;
}

/* Rows are the whole's rate and total, then each stratum's rate and total,
   sorted by label; strata are in the order of their file. */
static pm_status match_with(pm_explaining *work, pm_explained *it, pm_dictionary *keys,
                            pm_error *error)
{
  size_t count = pm_strata_count(it->strata), index;
  const pm_estimate **own = pm_arena_alloc(work->arena, count * sizeof(const pm_estimate *));
  if (own == NULL)
    return pm_memory_fault(error);
  for (size_t i = 2; i < pm_estimates_count(it->estimates); i += 2) {
    const char *key = key_of_row(work, it, pm_estimates_at(it->estimates, i));
    if (pm_dictionary_put(keys, key, strlen(key), &index) != PM_OK)
      return pm_memory_fault(error);
  }
  for (size_t h = 0; h < count && !work->memory_ended; h++) {
    const char *key = key_of_stratum(work, it, pm_strata_at(it->strata, h));
    if (pm_dictionary_find(keys, key, strlen(key), &index))
      own[h] = pm_estimates_at(it->estimates, 2 + 2 * index);
  }
  it->own = own;
  it->all = pm_estimates_at(it->estimates, 0);
  return work->memory_ended ? pm_memory_fault(error) : PM_OK;
}

static pm_status match_rows(pm_explaining *work, pm_explained *it, pm_error *error)
{
  pm_dictionary *keys = pm_dictionary_new(work->allocator);
  if (keys == NULL)
    return pm_memory_fault(error);
  pm_status status = match_with(work, it, keys, error);
  pm_dictionary_free(keys);
  return status;
}

/* --------------------------------------------------------------- chains -- */

static double quantile_of(const pm_explaining *work, const pm_estimate *row)
{
  return row->df > 0 ? pm_t_quantile(work->level.tail, row->df, PM_TAIL_UPPER) : (double)NAN;
}

static double known_or_large(double population)
{
  return isfinite(population) ? population : (double)INFINITY;
}

/* 1 - n/N. A size that is itself estimated, as x/p, may miss n by rounding. */
static double open_share(double n, double population)
{
  double open = isinf(population) ? 1 : (population - n) / population;
  return open < 1e-12 ? 0 : open;
}

double pm_explain_own_margin(const pm_explaining *work, const pm_estimate *row)
{
  if (open_share(row->n, known_or_large(row->population)) == 0)
    return 0;
  return row->se > 0 ? quantile_of(work, row) * row->se : (double)NAN;
}

/* What dividing rounded away from a simple random sample's 1 is put back. */
static double plain_deff(const pm_estimate *row, bool is_alike)
{
  if (row->strata == 1 || fabs(row->deff_wor - 1) < 1e-12)
    return 1;
  return is_alike ? (double)NAN : row->deff_wor;
}

static pm_chain chain_of(const pm_explaining *work, const pm_estimate *row, const char *subject)
{
  double population = known_or_large(row->population);
  double p = row->estimate, n = row->n;
  double open = open_share(n, population);
  bool is_alike = row->variance <= 0 || (n == 1 && row->strata == 1);
  double quantile = quantile_of(work, row);
  pm_chain chain = {.subject = subject,
                    .rate = p,
                    .x = (double)NAN,
                    .n = n,
                    .population = population,
                    .deff = open > 0 ? plain_deff(row, is_alike) : 1,
                    .no_spread = open > 0 && is_alike,
                    .has_small_sample = true};
  if (open == 0) /* nothing is left to chance, whatever the other factors are */
    quantile = isnan(quantile) ? work->level.z : quantile;
  else if (isnan(quantile))
    chain.reason = row->reason;
  chain.value[PM_FACTOR_QUANTILE] = quantile;
  chain.value[PM_FACTOR_SPREAD] = chain.no_spread ? (double)NAN : sqrt(p * (1 - p));
  chain.value[PM_FACTOR_ROOT_N] = 1 / sqrt(n);
  chain.value[PM_FACTOR_SMALL_SAMPLE] = n > 1 ? sqrt(n / (n - 1)) : 1;
  chain.value[PM_FACTOR_ROOT_DEFF] = sqrt(chain.deff);
  chain.value[PM_FACTOR_ROOT_FPC] = sqrt(open);
  return chain;
}

static pm_status find_focus(pm_explaining *work, pm_explained *it, const char *focus,
                            pm_error *error)
{
  size_t count = pm_strata_count(it->strata);
  const char **labels = pm_arena_alloc(work->arena, count * sizeof *labels);
  if (labels == NULL)
    return pm_memory_fault(error);
  for (size_t h = 0; h < count; h++) {
    labels[h] = pm_strata_at(it->strata, h)->label;
    if (strcmp(labels[h], focus) == 0) {
      it->has_focus = true;
      it->focus_index = h;
      it->focus = chain_of(work, it->own[h], pm_explain_format(work, "%s", focus));
      it->focus.x = pm_strata_at(it->strata, h)->x;
      return PM_OK;
    }
  }
  const char *nearest = pm_text_nearest(focus, labels, count);
  if (nearest != NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "no stratum is called '%s'; did you mean '%s'?", focus, nearest);
  return pm_error_add(error, PM_ERROR_USAGE, NULL,
                      "no stratum is called '%s'; the first is called '%s'", focus, labels[0]);
}

/* ---------------------------------------------------------------- tables -- */

static void add_factors(pm_explaining *work, const pm_explained *it)
{
  pm_explain_factors(work, &it->whole);
  if (!it->has_focus)
    return;
  pm_explain_factors(work, &it->focus);
  if (pm_explain_product(&it->focus) > 0 && pm_explain_product(&it->whole) > 0)
    pm_explain_quotient(work, &it->focus, &it->whole);
}

/* What a stratum adds to a variance, freed of its number of records and of what
   is left of its population. slope: the whole's rate by the stratum's. Of a
   lonely stratum only what the rule puts in its place is known. */
static pm_term term_of(const pm_estimate_stratum *row, double variance, double slope)
{
  double n = row->stratum->n, p = row->estimate;
  double population = known_or_large(row->population);
  double open = open_share(n, population);
  double spread = n > 1 ? slope * slope * p * (1 - p) * n / (n - 1) : 0;
  if (n == 1 && open > 0)
    spread = variance * n / open;
  return (pm_term){
      .n = n, .population = population, .spread = spread, .worst = slope * slope / 4};
}

static pm_status add_what_ifs(pm_explaining *work, const pm_explained *it, pm_error *error)
{
  size_t count = pm_strata_count(it->strata);
  bool is_recorded = pm_strata_shape_of(it->strata)->kind == PM_POPULATION_RECORDED;
  pm_term *terms = pm_arena_alloc(work->arena, count * sizeof *terms);
  if (terms == NULL)
    return pm_memory_fault(error);
  for (size_t h = 0; h < count; h++) {
    const pm_estimate_stratum *row = pm_estimates_stratum(it->estimates, h);
    double slope = row->share * (is_recorded ? it->all->estimate / row->estimate : 1);
    terms[h] = term_of(row, row->variance_part, slope);
  }
  pm_explain_design_what_ifs(work, &it->whole, terms, count);
  if (it->has_focus) {
    const pm_estimate_stratum *row = pm_estimates_stratum(it->estimates, it->focus_index);
    pm_term term = term_of(row, row->se * row->se, 1);
    pm_explain_design_what_ifs(work, &it->focus, &term, 1);
  }
  return PM_OK;
}

static void add_nationals(pm_explaining *work, const pm_explained *it)
{
  double quantile = it->whole.value[PM_FACTOR_QUANTILE];
  for (size_t h = 0; h < pm_strata_count(it->strata); h++) {
    const pm_estimate_stratum *row = pm_estimates_stratum(it->estimates, h);
    double without = fmax(0, it->all->variance - row->variance_part);
    bool is_defined = it->all->variance > 0;
    work->nationals[work->result.national_count++] = (pm_national){
        .stratum = pm_explain_format(work, "%s", row->stratum->label),
        .n = row->stratum->n,
        .population = row->population,
        .share = row->share,
        .estimate = row->estimate,
        .margin = pm_explain_own_margin(work, it->own[h]),
        .variance_share = row->variance_share,
        .margin_without = is_defined ? quantile * sqrt(without) : (double)NAN,
    };
  }
}

/* "force", "force / offence". */
static const char *unit_of(pm_explaining *work, const pm_strata_shape *shape)
{
  const char *unit = pm_explain_format(work, "%s", shape->columns[0]);
  for (size_t c = 1; c < shape->key_count; c++)
    unit = pm_explain_format(work, "%s / %s", unit, shape->columns[c]);
  return unit;
}

static pm_status explain(pm_explaining *work, pm_explained *it, const char *focus,
                         pm_error *error)
{
  pm_status status = match_rows(work, it, error);
  if (status != PM_OK)
    return status;
  work->result.unit = unit_of(work, pm_strata_shape_of(it->strata));
  it->whole = chain_of(work, it->all, ALL);
  if (focus != NULL)
    status = find_focus(work, it, focus, error);
  if (status != PM_OK)
    return status;
  add_factors(work, it);
  add_nationals(work, it);
  status = add_what_ifs(work, it, error);
  if (status == PM_OK)
    status = pm_explain_strata_limits(work, it, error);
  if (status == PM_OK)
    pm_explain_strata_prose(work, it);
  return status;
}

/* With the strata themselves as the only domains, and wald: the one interval
   whose margin is a product. */
static pm_estimate_request by_strata(const pm_estimate_request *request, const pm_by *by,
                                     const pm_explain_request *asked)
{
  pm_estimate_request resolved = {0};
  if (request != NULL)
    resolved = *request;
  resolved.conf = asked->conf != 0 ? asked->conf : resolved.conf;
  resolved.interval = "wald";
  resolved.by = by;
  resolved.by_count = 1;
  resolved.allocator = asked->allocator;
  return resolved;
}

pm_status pm_explain_strata(pm_explanation **explanation, const pm_strata *strata,
                            const pm_estimate_request *estimate,
                            const pm_explain_request *request, pm_notes *notes, pm_error *error)
{
  *explanation = NULL;
  pm_explain_request asked = {.rate_digits = -1, .points_digits = -1};
  if (request != NULL)
    asked = *request;
  const pm_strata_shape *shape = pm_strata_shape_of(strata);
  if (shape->key_count == 0 || pm_strata_count(strata) == 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "there are no strata to explain");
  pm_by by = {.columns = shape->columns, .count = shape->key_count};
  pm_estimate_request how = by_strata(estimate, &by, &asked);
  asked.conf = how.conf;
  pm_explain_sizes sizes = {.factors = 3 * PM_FACTOR_COUNT,
                            .what_ifs = 2 * PM_WHAT_IF_MARGINS,
                            .nationals = pm_strata_count(strata),
                            .limits = 24,
                            .paragraphs = 8};
  pm_explaining *work;
  pm_status status = pm_explain_begin(&work, &asked, &sizes, error);
  if (status != PM_OK)
    return status;
  pm_estimates *estimates;
  pm_explained it = {.strata = strata};
  status = pm_estimate_counts(&estimates, strata, &how, notes, error);
  if (status == PM_OK) {
    it.estimates = estimates;
    status = explain(work, &it, asked.focus, error);
    pm_estimates_free(estimates);
  }
  return pm_explain_finish(work, status, explanation, error);
}
