/* explain_apart.c: what strata cannot tell of each other, in numbers.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/num.h>

#include "explain/explain_parts.h"
#include "plan/plan_chance.h"

static double count_of(const pm_explained *it)
{
  return (double)pm_strata_count(it->strata);
}

/* "the 13 others", "the other". */
static const char *others(pm_explaining *work, const pm_explained *it)
{
  double count = count_of(it) - 1;
  return count == 1 ? "the other"
                    : pm_explain_format(work, "the %s others", pm_explain_count(work, count));
}

/* Nothing is left to chance. */
static bool is_census(const pm_chain *chain)
{
  return chain->value[PM_FACTOR_ROOT_FPC] == 0;
}

static double rate_of(const pm_explained *it, size_t h)
{
  return pm_estimates_stratum(it->estimates, h)->estimate;
}

/* ----------------------------------------------------------- all of them -- */

static void all_cover(pm_explaining *work, const pm_explained *it)
{
  double chance = pow(work->level.conf, count_of(it));

  pm_explain_limit(
      work, PM_LIMIT_ALL_COVER, it->whole.subject, chance,
      pm_explain_format(work,
                        "Each of the %s margins is right with %s confidence; that %s are "
                        "right at once has a chance of %s.",
                        pm_explain_count(work, count_of(it)), pm_explain_confidence(work),
                        pm_explain_all_of(work, count_of(it)),
                        pm_explain_percent(work, chance)));
}

static double observed_range(const pm_explained *it)
{
  double least = 1, most = 0;
  for (size_t h = 0; h < pm_strata_count(it->strata); h++) {
    least = fmin(least, rate_of(it, h));
    most = fmax(most, rate_of(it, h));
  }
  return most - least;
}

static pm_status chance_range(pm_explaining *work, const pm_explained *it, pm_error *error)
{
  size_t count = pm_strata_count(it->strata);
  pm_chance_group *groups = pm_arena_alloc(work->arena, count * sizeof *groups);
  if (groups == NULL)
    return pm_memory_fault(error);
  for (size_t h = 0; h < count; h++)
    groups[h] = (pm_chance_group){.n = pm_strata_at(it->strata, h)->n, .samples = 1};
  double chance, found = observed_range(it);
  pm_status status =
      pm_plan_chance_groups(it->whole.rate, groups, count, work->allocator, &chance, error);
  if (status != PM_OK)
    return status;
  pm_explain_limit(
      work, PM_LIMIT_CHANCE_RANGE, it->whole.subject, chance,
      pm_explain_format(work,
                        "If %s had the same true rate of %s, samples of these sizes would "
                        "still show a gap of about %s between best and worst, by chance alone.",
                        pm_explain_all_of(work, count_of(it)),
                        pm_explain_percent(work, it->whole.rate),
                        pm_explain_points(work, chance)));
  pm_explain_limit(work, PM_LIMIT_OBSERVED_RANGE, it->whole.subject, found,
                   pm_explain_format(work, "The gap that was found is %s%s.",
                                     pm_explain_points(work, found),
                                     found > chance ? "" : ", which is no more than that"));
  return PM_OK;
}

static void out_of_scope(pm_explaining *work, const pm_explained *it)
{
  pm_scope scope = pm_strata_scope(it->strata);
  if (!(scope.population_out > 0))
    return;
  double share = scope.population_out / (scope.population_in + scope.population_out);
  pm_explain_limit(
      work, PM_LIMIT_OUT_OF_SCOPE, it->whole.subject, share,
      pm_explain_format(work,
                        "Of the frame, %s was not audited, and nothing here speaks "
                        "of that part.",
                        pm_explain_percent(work, share)));
}

/* ------------------------------------------------- the focus and the rest -- */

/* With sizes of recorded units the variance of a stratum enters with (p/p_h)^2,
   p the rate of whatever it is a part of. */
pm_rest pm_explain_rest(const pm_explained *it)
{
  pm_sum rate = {0, 0}, variance = {0, 0}, share = {0, 0};
  for (size_t h = 0; h < pm_strata_count(it->strata); h++) {
    const pm_estimate_stratum *row = pm_estimates_stratum(it->estimates, h);
    if (h == it->focus_index)
      continue;
    pm_sum_add(&share, row->share);
    pm_sum_add(&rate, row->share * row->estimate);
    pm_sum_add(&variance, row->variance_part);
  }
  double weight = pm_sum_value(&share);
  pm_rest rest = {.rate = pm_sum_value(&rate) / weight,
                  .variance = pm_sum_value(&variance) / (weight * weight)};
  if (pm_strata_shape_of(it->strata)->kind == PM_POPULATION_RECORDED) {
    double slope = rest.rate / it->all->estimate;
    rest.variance *= slope * slope;
  }
  return rest;
}

static const char *mean_difference(pm_explaining *work, const pm_explained *it,
                                   double difference)
{
  return pm_explain_format(work, "The rate of %s is %s %s than that of %s%s.",
                           it->focus.subject, pm_explain_points(work, fabs(difference)),
                           difference < 0 ? "lower" : "higher", others(work, it),
                           count_of(it) > 2 ? " together" : "");
}

static const char *mean_difference_margin(pm_explaining *work, double difference, double margin)
{
  return pm_explain_format(work,
                           "That difference has a margin of plus or minus %s, so chance %s "
                           "for it.",
                           pm_explain_points(work, margin),
                           fabs(difference) > margin ? "alone hardly accounts"
                                                     : "alone could account");
}

/* The smaller of the two degrees of freedom: the cautious choice. */
static void difference_from_rest(pm_explaining *work, const pm_explained *it)
{
  const pm_estimate *own = it->own[it->focus_index];
  pm_rest rest = pm_explain_rest(it);
  double df = fmin(own->df, it->all->df);
  if (!(df > 0) || !(own->variance > 0) || isnan(rest.variance))
    return;
  double difference = own->estimate - rest.rate;
  double margin =
      pm_t_quantile(work->level.tail, df, PM_TAIL_UPPER) * sqrt(own->variance + rest.variance);
  pm_explain_limit(work, PM_LIMIT_DIFFERENCE_REST, it->focus.subject, difference,
                   mean_difference(work, it, difference));
  pm_explain_limit(work, PM_LIMIT_DIFFERENCE_REST_MARGIN, it->focus.subject, margin,
                   mean_difference_margin(work, difference, margin));
}

/* ------------------------------------------------------------------ rank -- */

/* How the focus stands to the others: by its rate, and by what Fisher's exact
   test can tell at a level for each pair. */
typedef struct standing {
  double above, below;               /* strata with a higher, a lower rate */
  double surely_above, surely_below; /* of them, those that differ */
} standing;

static standing stand(const pm_explained *it, double level)
{
  const pm_stratum *own = pm_strata_at(it->strata, it->focus_index);
  double rate = rate_of(it, it->focus_index);
  standing found = {0};
  for (size_t h = 0; h < pm_strata_count(it->strata); h++) {
    const pm_stratum *other = pm_strata_at(it->strata, h);
    double difference = rate_of(it, h) - rate;
    if (difference == 0)
      continue;
    bool differs = pm_fisher_test(own->x, own->n, other->x, other->n) < level;
    found.above += difference > 0;
    found.below += difference < 0;
    found.surely_above += difference > 0 && differs;
    found.surely_below += difference < 0 && differs;
  }
  return found;
}

static const char *count_or_none(pm_explaining *work, double count)
{
  return count == 0 ? "none" : pm_explain_count(work, count);
}

static const char *mean_apart(pm_explaining *work, const pm_explained *it, double apart)
{
  if (count_of(it) == 2)
    return pm_explain_format(work,
                             "Compared at %s confidence, the rate of the other differs from it "
                             "by %s.",
                             pm_explain_confidence(work),
                             apart == 1 ? "more than chance explains"
                                        : "no more than chance explains");
  return pm_explain_format(work,
                           "Compared one at a time at %s confidence, %s of %s %s a rate that "
                           "differs from it by more than chance explains.",
                           pm_explain_confidence(work), count_or_none(work, apart),
                           others(work, it), apart < 2 ? "has" : "have");
}

static const char *mean_apart_sidak(pm_explaining *work, const pm_explained *it, double apart)
{
  if (count_of(it) == 2)
    return "A single comparison needs no adjustment.";
  return pm_explain_format(work,
                           "When %s comparisons are to be right together (Sidak's adjustment), "
                           "it is %s.",
                           pm_explain_all_of(work, count_of(it) - 1),
                           count_or_none(work, apart));
}

static void rank_apart(pm_explaining *work, const pm_explained *it, const standing *plain,
                       const standing *adjusted)
{
  double apart = plain->surely_above + plain->surely_below;
  double apart_adjusted = adjusted->surely_above + adjusted->surely_below;
  pm_explain_limit(work, PM_LIMIT_RANK_APART, it->focus.subject, apart,
                   mean_apart(work, it, apart));
  pm_explain_limit(work, PM_LIMIT_RANK_APART_SIDAK, it->focus.subject, apart_adjusted,
                   mean_apart_sidak(work, it, apart_adjusted));
}

/* The populations' sizes are left out: the cautious choice. The places that a stratum can have
   when those that differ from it, all comparisons together, stand where they seem to (Mohamad,
   Goeman & van Zwet 2019). */
static void rank(pm_explaining *work, const pm_explained *it)
{
  double alpha = 2 * work->level.tail, count = count_of(it);
  standing plain = stand(it, alpha);
  standing adjusted = stand(it, -expm1(log1p(-alpha) / (count - 1)));
  const char *subject = it->focus.subject;
  double place = 1 + plain.above, best = 1 + adjusted.surely_above;
  double worst = count - adjusted.surely_below;
  pm_explain_limit(work, PM_LIMIT_RANK, subject, place,
                   pm_explain_format(work, "By its rate %s is number %s of %s.", subject,
                                     pm_explain_count(work, place),
                                     pm_explain_count(work, count)));
  rank_apart(work, it, &plain, &adjusted);
  pm_explain_limit(work, PM_LIMIT_RANK_BEST, subject, best,
                   pm_explain_format(work, "So its true place %s number %s.",
                                     best == worst ? "can be told: it is"
                                                   : "cannot be told: it may be as high as",
                                     pm_explain_count(work, best)));
  pm_explain_limit(work, PM_LIMIT_RANK_WORST, subject, worst,
                   pm_explain_format(work, "It %s number %s.",
                                     best == worst ? "is not lower than" : "may be as low as",
                                     pm_explain_count(work, worst)));
}

static pm_status focus_limits(pm_explaining *work, const pm_explained *it, pm_error *error)
{
  pm_explain_rule_of_three(work, &it->focus);
  if (pm_strata_count(it->strata) > 1) {
    difference_from_rest(work, it);
    rank(work, it);
  }
  if (is_census(&it->focus))
    return PM_OK;
  pm_status status = pm_explain_detectable(work, &it->focus, error);
  return status == PM_OK ? pm_explain_dip_sample(work, &it->focus, error) : status;
}

pm_status pm_explain_strata_limits(pm_explaining *work, const pm_explained *it, pm_error *error)
{
  out_of_scope(work, it);
  if (is_census(&it->whole))
    return PM_OK;
  pm_status status = PM_OK;
  if (pm_strata_count(it->strata) > 1) {
    all_cover(work, it);
    status = chance_range(work, it, error);
  }
  if (status != PM_OK)
    return status;
  return it->has_focus ? focus_limits(work, it, error)
                       : pm_explain_dip_sample(work, &it->whole, error);
}
