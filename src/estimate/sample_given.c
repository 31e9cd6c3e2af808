/* sample_given.c: variances by replicate weights that came with the records, of which the
   tally has the sums; and for quantiles, which have no sums, those of every record.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/number_text.h"
#include "estimate/replicate_parts.h"
#include "estimate/sample_units.h"

#include <math.h>

#include <string.h>

typedef struct giving {
  pm_sample_listing listing;
  pm_sample_pairs pairs;
  size_t count;               /* of estimates and, behind them, differences */
  pm_replicate_total *full;   /* of each */
  pm_replicate_total *totals; /* of each replicate, all of them */
  double *quantiles;          /* of each estimate that is one; NULL: none is */
} giving;

static void add(pm_replicate_total *sum, double x, double y, double shift)
{
  sum->x += x;
  sum->y += y + shift * x;
}

/* One cell of a set, whose first estimate is `number`. */
static void add_cell(const giving *g, const double *sums, size_t number)
{
  const pm_tally *tally = g->listing.run->tally;
  const pm_tally_plan *plan = &tally->plan;
  const double *own = sums + plan->statistic_count * plan->width;
  for (size_t k = 0; k < plan->statistic_count; k++, sums += plan->width) {
    double shift = pm_sample_shift(tally, k);
    if (pm_sample_is_quantile(plan, k)) {
      own += 2 * plan->replicate_count;
      continue;
    }
    add(&g->full[number + k], sums[PM_SUM_WX], pm_sample_shifted(tally, k, sums), 0);
    for (size_t r = 0; r < plan->replicate_count; r++, own += 2)
      add(&g->totals[r * g->count + number + k], own[0], own[1], shift);
  }
}

static void add_cells(const giving *g)
{
  const pm_sample_run *run = g->listing.run;
  for (size_t s = 0; s < run->tally->plan.set_count; s++) {
    const pm_tally_cells *cells = &run->tally->cells[run->sets[s].split];
    for (uint32_t c = 0; c < cells->count; c++) {
      uint32_t domain = g->listing.domain_of[s][c];
      if (domain != PM_LABEL_NONE)
        add_cell(g, cells->values + (size_t)c * cells->stride,
                 pm_sample_number(&g->listing, s, domain));
    }
  }
}

/* What a record, of these weights and at or below a quantile or not, adds to its share. */
static void add_weights(const giving *g, size_t record, size_t number, bool is_below)
{
  const pm_tally_store *store = &g->listing.run->tally->store;
  const double *weights = store->replicated + record * store->replicates;
  add(&g->full[number], store->weights[record], is_below ? store->weights[record] : 0, 0);
  for (size_t r = 0; r < store->replicates; r++)
    add(&g->totals[r * g->count + number], weights[r], is_below ? weights[r] : 0, 0);
}

/* A record in a domain, whose first estimate is `number`. */
static void add_record(const giving *g, size_t record, size_t number)
{
  const pm_tally *tally = g->listing.run->tally;
  const double *values = tally->store.values + record * tally->store.numbers;
  for (size_t k = 0; k < tally->plan.statistic_count; k++) {
    double y = values[tally->plan.statistics[k].y];
    if (pm_sample_is_quantile(&tally->plan, k) && !isnan(y))
      add_weights(g, record, number + k, y <= g->quantiles[number + k]);
  }
}

/* The shares at and below quantiles, record by record. */
static void add_records(const giving *g)
{
  const pm_sample_run *run = g->listing.run;
  const pm_tally_store *store = &run->tally->store;
  for (size_t s = 0; s < run->tally->plan.set_count && g->quantiles != NULL; s++)
    for (size_t i = 0; i < store->count; i++) {
      uint32_t domain =
          g->listing.domain_of[s][store->cells[i * store->splits + run->sets[s].split]];
      if (domain != PM_LABEL_NONE)
        add_record(g, i, pm_sample_number(&g->listing, s, domain));
    }
}

static void subtract(const giving *g)
{
  const size_t first = g->listing.count;
  pm_sample_pairs_subtract(&g->pairs, g->full, g->full, g->full + first);
  for (size_t r = 0; r < g->listing.run->tally->plan.replicate_count; r++) {
    pm_replicate_total *totals = g->totals + r * g->count;
    pm_sample_pairs_subtract(&g->pairs, g->full, totals, totals + first);
  }
}

static bool make(giving *g, pm_sample_run *run)
{
  pm_arena *arena = run->estimates->arena;
  if (!pm_sample_listing_make(&g->listing, run) ||
      !pm_sample_list_quantiles(&g->listing, run, &g->quantiles) ||
      !pm_sample_pairs_make(&g->pairs, &g->listing))
    return false;
  size_t count = g->listing.count + g->pairs.count;
  g->count = count;
  size_t replicates = run->tally->plan.replicate_count;
  g->full = pm_arena_alloc(arena, count * sizeof *g->full);
  g->totals = count <= SIZE_MAX / sizeof *g->totals / replicates
                  ? pm_arena_alloc(arena, replicates * count * sizeof *g->totals)
                  : NULL;
  return g->full != NULL && g->totals != NULL;
}

static pm_status check(const pm_sample_run *run, const pm_estimate_request *request)
{
  size_t replicates = run->tally->plan.replicate_count;
  if (request->replicate_coefficients != NULL &&
      request->replicate_coefficient_count != replicates)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "there are %zu replicate weights, but %zu coefficients", replicates,
                        request->replicate_coefficient_count);
  return PM_OK;
}

/* "taylor" is what is asked for when nothing is. */
static const char *method_of(const pm_estimate_request *request)
{
  return request->variance != NULL && strcmp(request->variance, "taylor") != 0
             ? request->variance
             : NULL;
}

/* What a jackknife's squares are multiplied by, all together: of strata with n_h clusters it is
   the sum of n_h - 1, or somewhat less by corrections for finite populations. */
static double add_coefficients(const pm_replicate_given *given,
                               const pm_variance_method *method)
{
  double count = (double)given->replicate_count;
  double scale =
      given->scale > 0 ? given->scale : method->scale(&(pm_replicate_scaling){.count = count});
  double sum = given->coefficients == NULL ? count : 0;
  for (size_t r = 0; r < given->replicate_count && given->coefficients != NULL; r++)
    sum += given->coefficients[r];
  return floor((isnan(scale) ? 1 : scale) * sum + 1e-9);
}

/* Records that may be sampled units which some replicate drops: a stratum of one has none. */
static double count_movable(const pm_sample_run *run)
{
  const pm_stage_level *strata = &run->design.levels[run->tally->plan.strata_count];
  double count = 0;
  for (size_t i = 0; i < strata->count; i++)
    count += strata->stages[i].units > 1 ? strata->stages[i].units : 0;
  return count;
}

/* The coefficients of a jackknife tell of clusters and strata that the file does not. */
static double most_df(const pm_sample_run *run, const pm_replicate_given *given)
{
  const pm_variance_method *method =
      given->method != NULL ? pm_variance_find(given->method, NULL) : NULL;
  double count = (double)given->replicate_count;
  bool is_jackknife = method != NULL && method->coefficient != NULL && !method->is_paired;
  /* Clusters are named, or each record is one, of the strata that are named or of one. */
  bool is_told = !pm_sample_units_are_records(run) ||
                 (count_movable(run) <= count &&
                  (run->tally->plan.strata_count > 0 || given->coefficients == NULL));
  return is_jackknife && !is_told ? add_coefficients(given, method)
                                  : pm_variance_most_df(method, count);
}

static bool note(const pm_sample_run *run, bool is_about_mean)
{
  size_t replicates = run->tally->plan.replicate_count;
  const char *centre = is_about_mean ? ", about their mean" : "";
  pm_status status =
      run->setup.df_fixed > 0
          ? pm_notes_add(run->notes, "replicates",
                         "variance by the file's own %zu replicate weights%s", replicates,
                         centre)
          : pm_notes_add(run->notes, "replicates",
                         "variance by the file's own %zu replicate weights%s, and so at most "
                         "%.0f degree%s of freedom; --df K says how many where there are fewer",
                         replicates, centre, run->replicate_df,
                         run->replicate_df == 1 ? "" : "s");
  return status == PM_OK;
}

/* What replicates make of the count of one sampled unit, beside what it is by chance: by every
   method of theirs the squares of r/w - 1, r being a replicate weight, add up to 1 with the
   scale and the coefficients, to 1 - f with corrections, and to less of calibrated weights. */
static double measure_spread(const giving *g, const pm_replicate_given *given)
{
  const pm_sample_run *run = g->listing.run;
  const pm_tally_cells *cells = &run->tally->cells[run->sets[0].split];
  const size_t statistics = run->tally->plan.statistic_count;
  const size_t first = statistics * (run->tally->plan.width + 2 * given->replicate_count);
  double squares = 0;
  for (uint32_t c = 0; c < cells->count; c++)
    for (size_t r = 0; r < given->replicate_count; r++)
      squares += cells->values[(size_t)c * cells->stride + first + r] *
                 (given->coefficients != NULL ? given->coefficients[r] : 1);
  return pm_replicate_given_scale(given) * squares / pm_sample_weight(run);
}

/* A scale that is another method's, or another weight, makes margins that look like others. */
static bool note_spread(const giving *g, const pm_replicate_given *given)
{
  static const double least = 0.3, most = 1.5;
  static const double rounding = 1e-20; /* of replicates that are the weight */
  double spread = measure_spread(g, given);
  if (!(spread < least || spread > most) || spread < rounding)
    return true;
  bool is_small = spread < least;
  double times = sqrt(is_small ? 1 / spread : spread);
  return pm_notes_add(g->listing.run->notes, "replicate-scale",
                      "the replicate weights differ so %s from the weight that by this scale "
                      "margins may be %s times too %s%s: see that --weight, --variance, --fay, "
                      "--replicate-scale and --replicate-coefficients are what the file's "
                      "makers tell",
                      is_small ? "little" : "much", pm_number_short(times, 1).text,
                      is_small ? "small" : "large",
                      is_small ? ", unless most of the population was sampled" : "") == PM_OK;
}

pm_status pm_sample_replicate_given(pm_sample_run *run, const pm_estimate_request *request)
{
  giving g = {.full = NULL};
  size_t replicates = run->tally->plan.replicate_count;
  pm_status status = check(run, request);
  if (status != PM_OK)
    return status;
  if (!make(&g, run))
    return pm_memory_fault(run->error);
  run->replicated = pm_arena_alloc(run->estimates->arena, g.count * sizeof *run->replicated);
  if (run->replicated == NULL)
    return pm_memory_fault(run->error);
  run->difference_number = g.listing.count;
  add_cells(&g);
  add_records(&g);
  subtract(&g);
  const pm_replicate_given given = {.replicate_count = replicates,
                                    .domain_count = g.count,
                                    .full = g.full,
                                    .totals = g.totals,
                                    .method = method_of(request),
                                    .rho = request->rho,
                                    .scale = request->replicate_scale,
                                    .coefficients = request->replicate_coefficients,
                                    .centre = request->replicate_about_mean
                                                  ? PM_REPLICATE_ABOUT_MEAN
                                                  : PM_REPLICATE_ABOUT_ESTIMATE,
                                    .allocator = run->room.allocator};
  status = pm_replicate_given_run(&given, run->replicated, run->error);
  run->replicate_df = most_df(run, &given);
  if (status == PM_OK && !(note(run, request->replicate_about_mean) && note_spread(&g, &given)))
    return pm_memory_fault(run->error);
  return status;
}
