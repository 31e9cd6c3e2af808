/* explain_limits.c: what one rate cannot tell, in numbers.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/plan.h>

#include "explain/explain_parts.h"

/* The usual power, and the usual size of a small sample taken by hand. */
static const double POWER = 0.80;
static const double DIP_SAMPLE = 25;

static const char *as_count(pm_explaining *work, double value)
{
  return pm_explain_count(work, value);
}

/* A limit's code, its name for people, and how they read its value. */
typedef struct limit_kind {
  const char *code;
  const char *title;
  const char *(*show)(pm_explaining *work, double value);
} limit_kind;

static const limit_kind kinds[PM_LIMIT_COUNT] = {
    [PM_LIMIT_RULE_OF_THREE] = {"rule-of-three", "exact limit on one side", pm_explain_percent},
    [PM_LIMIT_PLANNED_MARGIN] = {"planned-margin", "margin that so many records promise",
                                 pm_explain_points},
    [PM_LIMIT_DETECTABLE] = {"detectable", "difference that can be told, downwards",
                             pm_explain_points},
    [PM_LIMIT_DETECTABLE_HIGHER] = {"detectable-higher", "difference that can be told, upwards",
                                    pm_explain_points},
    [PM_LIMIT_DIP_SAMPLE] = {"dip-sample", "margin of a dip-sample", pm_explain_points},
    [PM_LIMIT_OUT_OF_SCOPE] = {"out-of-scope", "share that was not audited",
                               pm_explain_percent},
    [PM_LIMIT_ALL_COVER] = {"all-cover", "chance that all margins are right at once",
                            pm_explain_percent},
    [PM_LIMIT_CHANCE_RANGE] = {"chance-range", "gap between best and worst by chance alone",
                               pm_explain_points},
    [PM_LIMIT_OBSERVED_RANGE] = {"observed-range", "gap between best and worst that was found",
                                 pm_explain_points},
    [PM_LIMIT_DIFFERENCE_REST] = {"difference-rest", "its rate less that of the others",
                                  pm_explain_points},
    [PM_LIMIT_DIFFERENCE_REST_MARGIN] = {"difference-rest-margin", "margin of that difference",
                                         pm_explain_points},
    [PM_LIMIT_RANK] = {"rank", "place by its rate", as_count},
    [PM_LIMIT_RANK_APART] = {"rank-apart", "others that differ, one at a time", as_count},
    [PM_LIMIT_RANK_APART_SIDAK] = {"rank-apart-sidak", "others that differ, all together",
                                   as_count},
    [PM_LIMIT_RANK_BEST] = {"rank-best", "highest place that it may have", as_count},
    [PM_LIMIT_RANK_WORST] = {"rank-worst", "lowest place that it may have", as_count},
};

void pm_explain_limit(pm_explaining *work, pm_limit_index index, const char *subject,
                      double value, const char *meaning)
{
  const limit_kind *kind = &kinds[index];
  work->limits[work->result.limit_count++] = (pm_limit){.subject = subject,
                                                        .limit = kind->code,
                                                        .title = kind->title,
                                                        .value = value,
                                                        .is_rate = kind->show != as_count,
                                                        .shown = kind->show(work, value),
                                                        .meaning = meaning};
}

/* Clopper & Pearson 1934, one-sided, at x = 0: 1 - (1-conf)^(deff/n), which
   the rule of three, 3/n, approximates at 95 % (Hanley & Lippman-Hand 1983). */
double pm_explain_no_spread_limit(const pm_explaining *work, const pm_chain *chain)
{
  double width = -expm1(chain->deff * log(2 * work->level.tail) / chain->n);
  return chain->rate > 0 ? 1 - width : width;
}

const char *pm_explain_no_spread(pm_explaining *work, const pm_chain *chain)
{
  static const char *const one[] = {"The only record seen is not compliant",
                                    "The only record seen is compliant"};
  static const char *const every[] = {"No record seen is compliant",
                                      "Every record seen is compliant"};

  return pm_explain_format(
      work,
      "%s, so the sample shows no spread, and a margin computed from it would be zero as if "
      "nothing were left to chance; with %s confidence the rate is not %s %s (the exact "
      "one-sided "
      "limit of Clopper and Pearson, which the rule of three approximates)",
      chain->n == 1 ? one[chain->rate > 0] : every[chain->rate > 0],
      pm_explain_confidence(work), chain->rate > 0 ? "below" : "above",
      pm_explain_percent(work, pm_explain_no_spread_limit(work, chain)));
}

static const char *mean_detectable(pm_explaining *work, const pm_chain *chain,
                                   double difference)
{
  return pm_explain_format(
      work,
      "If the true rate were %s, another sample of %s would be told apart from this one "
      "reliably (in %s of cases) only if its own true rate were at least %s %s.",
      pm_explain_percent(work, chain->rate), pm_explain_records(work, chain->n),
      pm_explain_level(work, POWER), pm_explain_points(work, fabs(difference)),
      difference < 0 ? "lower" : "higher");
}

static const char *mean_also_higher(pm_explaining *work, const pm_chain *chain,
                                    double difference)
{
  return pm_explain_format(work, "A rate above %s would have to be at least %s higher.",
                           pm_explain_percent(work, chain->rate),
                           pm_explain_points(work, difference));
}

pm_status pm_explain_detectable(pm_explaining *work, const pm_chain *chain, pm_error *error)
{
  double n = fmax(1, chain->n / chain->deff), lower, higher;
  pm_status status =
      pm_plan_detectable(chain->rate, n, work->level.conf, POWER, -1, &lower, error);
  if (status == PM_OK)
    status = pm_plan_detectable(chain->rate, n, work->level.conf, POWER, 1, &higher, error);
  if (status != PM_OK)
    return status;
  if (!isnan(lower))
    pm_explain_limit(work, PM_LIMIT_DETECTABLE, chain->subject, lower,
                     mean_detectable(work, chain, lower));
  if (!isnan(higher))
    pm_explain_limit(work, PM_LIMIT_DETECTABLE_HIGHER, chain->subject, higher,
                     isnan(lower) ? mean_detectable(work, chain, higher)
                                  : mean_also_higher(work, chain, higher));
  return PM_OK;
}

pm_status pm_explain_dip_sample(pm_explaining *work, const pm_chain *chain, pm_error *error)
{
  pm_plan plan = {.rate = chain->rate, .conf = work->level.conf};
  double margin;
  pm_status status = pm_plan_margin(&plan, DIP_SAMPLE, &margin, error);
  if (status == PM_OK && margin > 0)
    pm_explain_limit(
        work, PM_LIMIT_DIP_SAMPLE, chain->subject, margin,
        pm_explain_format(work,
                          "A dip-sample of %s at such a rate has a margin of plus or "
                          "minus %s: it can raise a question but not settle one.",
                          pm_explain_records(work, DIP_SAMPLE),
                          pm_explain_points(work, margin)));
  return status;
}

static pm_status planned_margin(pm_explaining *work, const pm_chain *chain, pm_error *error)
{
  pm_plan plan = {.rate = 0.5,
                  .conf = work->level.conf,
                  .population = chain->population,
                  .deff = chain->deff};
  double margin;
  pm_status status = pm_plan_margin(&plan, chain->n, &margin, error);
  if (status == PM_OK)
    pm_explain_limit(
        work, PM_LIMIT_PLANNED_MARGIN, chain->subject, margin,
        pm_explain_format(work,
                          "Before anything is known of the rate, a sample of %s can "
                          "promise no more than plus or minus %s.",
                          pm_explain_records(work, chain->n), pm_explain_points(work, margin)));
  return status;
}

void pm_explain_rule_of_three(pm_explaining *work, const pm_chain *chain)
{
  if (chain->no_spread)
    pm_explain_limit(work, PM_LIMIT_RULE_OF_THREE, chain->subject,
                     pm_explain_no_spread_limit(work, chain),
                     pm_explain_format(work, "%s.", pm_explain_no_spread(work, chain)));
}

pm_status pm_explain_rate_limits(pm_explaining *work, const pm_chain *chain, pm_error *error)
{
  if (chain->n >= chain->population)
    return PM_OK;
  pm_explain_rule_of_three(work, chain);
  pm_status status = planned_margin(work, chain, error);
  if (status == PM_OK)
    status = pm_explain_detectable(work, chain, error);
  if (status == PM_OK)
    status = pm_explain_dip_sample(work, chain, error);
  return status;
}
