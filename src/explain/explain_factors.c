/* explain_factors.c: a margin as a product, and two margins divided.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>

#include "explain/explain_parts.h"

/* A factor's name, the same for people, what it stands for, and what it is: a
   noun phrase that can follow "1.960 is". */
typedef struct factor_row {
  const char *name;
  const char *title;
  const char *words;
  const char *(*meaning)(pm_explaining *work, const pm_chain *chain);
} factor_row;

static const char *mean_quantile(pm_explaining *work, const pm_chain *chain)
{
  if (chain->reason != NULL)
    return pm_explain_format(work, "not defined: %s", chain->reason);
  return pm_explain_format(work,
                           "the number of standard errors (the typical error of such a sample) "
                           "that %s confidence allows for on either side",
                           pm_explain_confidence(work));
}

static const char *mean_spread(pm_explaining *work, const pm_chain *chain)
{
  if (chain->no_spread && chain->rate > 0 && chain->rate < 1)
    return "not defined: within each stratum all records seen are alike, so there is no spread";
  if (chain->no_spread)
    return pm_explain_format(work, "not defined: %s seen is %s, so the sample shows no spread",
                             chain->n == 1 ? "the one record" : "every record",
                             chain->rate > 0 ? "compliant" : "not compliant");
  return pm_explain_format(
      work, "the spread of single records, each compliant or not, at a rate of %s",
      pm_explain_percent(work, chain->rate));
}

static const char *mean_root_n(pm_explaining *work, const pm_chain *chain)
{
  return pm_explain_format(work,
                           "what averaging over %s leaves of that spread (one divided by the "
                           "square root of the number)",
                           pm_explain_records(work, chain->n));
}

static const char *mean_small_sample(pm_explaining *work, const pm_chain *chain)
{
  return pm_explain_format(work, "the allowance for knowing the spread only from %s",
                           pm_explain_records(work, chain->n));
}

static const char *mean_root_deff(pm_explaining *work, const pm_chain *chain)
{
  if (isnan(chain->deff))
    return "not defined: without spread there is nothing to compare";
  if (chain->deff == 1)
    return "the effect of the sample's design (none, as for records drawn at random)";
  return pm_explain_format(work,
                           "the effect of the sample's design, which makes the margin %s than "
                           "it would be for records drawn at random from the whole (the square "
                           "root of the design effect, %s)",
                           chain->deff < 1 ? "smaller" : "larger",
                           pm_explain_number(work, chain->deff));
}

static const char *mean_root_fpc(pm_explaining *work, const pm_chain *chain)
{
  if (isinf(chain->population))
    return "the effect of the population's size (none, as it is taken to be very large)";
  if (chain->value[PM_FACTOR_ROOT_FPC] == 0)
    return "what is left to chance when every record of the population is checked";
  return pm_explain_format(work, "the effect of having checked %s of %s records",
                           pm_explain_count(work, chain->n),
                           pm_explain_population(work, chain->population));
}

static const factor_row rows[PM_FACTOR_COUNT] = {
    [PM_FACTOR_QUANTILE] = {.name = "quantile",
                            .title = "quantile",
                            .words = "the allowance for confidence",
                            .meaning = mean_quantile},
    [PM_FACTOR_SPREAD] = {.name = "spread",
                          .title = "spread √(pq)",
                          .words = "the spread of single records",
                          .meaning = mean_spread},
    [PM_FACTOR_ROOT_N] = {.name = "root_n",
                          .title = "1/√n",
                          .words = "the number of records",
                          .meaning = mean_root_n},
    [PM_FACTOR_SMALL_SAMPLE] = {.name = "small_sample",
                                .title = "√(n/(n-1))",
                                .words = "the smallness of the samples",
                                .meaning = mean_small_sample},
    [PM_FACTOR_ROOT_DEFF] = {.name = "root_deff",
                             .title = "√deff",
                             .words = "the sample's design",
                             .meaning = mean_root_deff},
    [PM_FACTOR_ROOT_FPC] = {.name = "root_fpc",
                            .title = "√fpc",
                            .words = "the population's size",
                            .meaning = mean_root_fpc},
};

static bool stands(const pm_chain *chain, size_t factor)
{
  return factor != PM_FACTOR_SMALL_SAMPLE || chain->has_small_sample;
}

void pm_explain_factors(pm_explaining *work, const pm_chain *chain)
{
  double running = 1;
  for (size_t f = 0; f < PM_FACTOR_COUNT; f++) {
    if (!stands(chain, f))
      continue;
    running *= chain->value[f];
    work->factors[work->result.factor_count++] =
        (pm_factor){.subject = chain->subject,
                    .factor = rows[f].name,
                    .title = rows[f].title,
                    .value = chain->value[f],
                    .running = running,
                    .meaning = rows[f].meaning(work, chain)};
  }
}

double pm_explain_product(const pm_chain *chain)
{
  double product = 1;
  for (size_t f = 0; f < PM_FACTOR_COUNT; f++)
    if (stands(chain, f))
      product *= chain->value[f];
  return product;
}

const char *pm_explain_cause(pm_explaining *work, size_t factor, const pm_chain *part,
                             const pm_chain *whole)
{
  if (factor != PM_FACTOR_ROOT_N)
    return rows[factor].words;
  return pm_explain_format(work, "%s (%s against %s)", rows[factor].words,
                           pm_explain_count(work, part->n), pm_explain_count(work, whole->n));
}

const char *pm_explain_quotient_subject(pm_explaining *work, const pm_chain *part,
                                        const pm_chain *whole)
{
  return pm_explain_format(work, "%s : %s", part->subject, whole->subject);
}

void pm_explain_quotient(pm_explaining *work, const pm_chain *part, const pm_chain *whole)
{
  const char *subject = pm_explain_quotient_subject(work, part, whole);
  double running = 1;
  for (size_t f = 0; f < PM_FACTOR_COUNT; f++) {
    double value = part->value[f] / whole->value[f];
    running *= value;
    work->factors[work->result.factor_count++] =
        (pm_factor){.subject = subject,
                    .factor = rows[f].name,
                    .title = rows[f].title,
                    .value = value,
                    .running = running,
                    .meaning = pm_explain_format(work, "what %s alone does",
                                                 pm_explain_cause(work, f, part, whole))};
  }
}
