/* explain_limits.c: what one rate cannot tell, in numbers.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/plan.h>

#include "explain/explain_parts.h"

/* The usual power, and the usual size of a small sample taken by hand. */
static const double POWER = 0.80;
static const double DIP_SAMPLE = 25;

void pm_explain_limit(pm_explaining *work, pm_limit_row row, const char *meaning)
{
  work->limits[work->result.limit_count++] = (pm_limit){.subject = row.subject,
                                                        .limit = row.limit,
                                                        .value = row.value,
                                                        .is_rate = row.is_rate,
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
  return pm_explain_format(
      work,
      "%s %s compliant, so the sample shows no spread, and a margin computed from it would be "
      "zero as if nothing were left to chance; with %s confidence the rate is not %s %s (the "
      "exact one-sided limit of Clopper and Pearson, which the rule of three approximates)",
      chain->n == 1 ? "The only record seen" : "Every record seen",
      chain->rate > 0 ? "is" : "is not", pm_explain_confidence(work),
      chain->rate > 0 ? "below" : "above",
      pm_explain_percent(work, pm_explain_no_spread_limit(work, chain)));
}

static const char *mean_lower(pm_explaining *work, const pm_chain *chain, double difference)
{
  return pm_explain_format(
      work,
      "Two samples of %s each can be told apart reliably (in %s of cases) only if their true "
      "rates are far enough apart: from %s, the other must be at least %s lower.",
      pm_explain_records(work, chain->n), pm_explain_level(work, POWER),
      pm_explain_percent(work, chain->rate), pm_explain_points(work, -difference));
}

static const char *mean_higher(pm_explaining *work, const pm_chain *chain, double difference)
{
  return pm_explain_format(
      work,
      "A rate above %s is told apart from it as reliably only if it is at least %s higher.",
      pm_explain_percent(work, chain->rate), pm_explain_points(work, difference));
}

typedef struct way {
  int direction;
  const char *code;
  const char *(*meaning)(pm_explaining *work, const pm_chain *chain, double difference);
} way;

static const way ways[] = {
    {.direction = -1, .code = "detectable", .meaning = mean_lower},
    {.direction = 1, .code = "detectable-higher", .meaning = mean_higher},
};

pm_status pm_explain_detectable(pm_explaining *work, const pm_chain *chain, pm_error *error)
{
  double n = fmax(1, chain->n / chain->deff);
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    double difference;
    pm_status status = pm_plan_detectable(chain->rate, n, work->level.conf, POWER,
                                          ways[i].direction, &difference, error);
    if (status != PM_OK)
      return status;
    if (!isnan(difference))
      pm_explain_limit(work, (pm_limit_row){chain->subject, ways[i].code, difference, true},
                       ways[i].meaning(work, chain, difference));
  }
  return PM_OK;
}

pm_status pm_explain_dip_sample(pm_explaining *work, const pm_chain *chain, pm_error *error)
{
  pm_plan plan = {.rate = chain->rate, .conf = work->level.conf};
  double margin;
  pm_status status = pm_plan_margin(&plan, DIP_SAMPLE, &margin, error);
  if (status == PM_OK && margin > 0)
    pm_explain_limit(
        work, (pm_limit_row){chain->subject, "dip-sample", margin, true},
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
        work, (pm_limit_row){chain->subject, "planned-margin", margin, true},
        pm_explain_format(work,
                          "Before anything is known of the rate, a sample of %s can "
                          "promise no more than plus or minus %s.",
                          pm_explain_records(work, chain->n), pm_explain_points(work, margin)));
  return status;
}

pm_status pm_explain_rate_limits(pm_explaining *work, const pm_chain *chain, pm_error *error)
{
  if (chain->n >= chain->population)
    return PM_OK;
  if (chain->no_spread)
    pm_explain_limit(work,
                     (pm_limit_row){chain->subject, "rule-of-three",
                                    pm_explain_no_spread_limit(work, chain), true},
                     pm_explain_format(work, "%s.", pm_explain_no_spread(work, chain)));
  pm_status status = planned_margin(work, chain, error);
  if (status == PM_OK)
    status = pm_explain_detectable(work, chain, error);
  if (status == PM_OK)
    status = pm_explain_dip_sample(work, chain, error);
  return status;
}
