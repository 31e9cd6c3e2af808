/* reliability.c: whether a rate is certain enough to be published.

   Parker et al. 2017, National Center for Health Statistics Data Presentation
   Standards for Proportions, Vital and Health Statistics 2(175), as corrected 2021.
   At a rate of 0 a width relative to it does not exist and suppresses nothing, nor
   does one relative to the complement at 1: both are for review.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"

#include <math.h>
#include <plusminus/num.h>

static const double RECORDS_LEAST = 30;
static const double WIDTH_SHOWN = 0.05;
static const double WIDTH_SUPPRESSED = 0.3;
static const double WIDTH_RELATIVE = 1.3;
static const double DF_LEAST = 8;

static double width_of(const pm_reliability_case *data)
{
  return data->upper - data->lower;
}

/* Widths on the border of a rule are computed ones: what is above it by rounding
   only is on it. */
static bool is_above(double value, double border)
{
  static const double rounding = 1e-12;
  return value > border * (1 + rounding);
}

static bool is_wide_for(const pm_reliability_case *data, double rate)
{
  double width = width_of(data);
  return rate > 0 && is_above(width, WIDTH_SHOWN) && is_above(width, WIDTH_RELATIVE * rate);
}

static bool has_few_records(const pm_reliability_case *data)
{
  return data->n < RECORDS_LEAST;
}

static bool is_worth_few(const pm_reliability_case *data)
{
  return isnan(data->n_effective) || is_above(RECORDS_LEAST, data->n_effective);
}

static bool has_no_limits(const pm_reliability_case *data)
{
  return isnan(width_of(data));
}

static bool is_wide(const pm_reliability_case *data)
{
  return !is_above(WIDTH_SUPPRESSED, width_of(data));
}

static bool is_wide_for_rate(const pm_reliability_case *data)
{
  return is_wide_for(data, data->rate);
}

static bool has_few_df(const pm_reliability_case *data)
{
  return data->df < DF_LEAST;
}

static bool is_at_end(const pm_reliability_case *data)
{
  return data->rate <= 0 || data->rate >= 1;
}

static bool is_wide_for_rest(const pm_reliability_case *data)
{
  return is_wide_for(data, 1 - data->rate);
}

/* In the order that they are asked. */
static const struct {
  pm_reliability verdict;
  bool (*holds)(const pm_reliability_case *data);
  const char *reason;
} rules[] = {
    {PM_RELIABILITY_SUPPRESS, has_few_records, "low reliability: fewer than 30 records"},
    {PM_RELIABILITY_SUPPRESS, has_no_limits, "low reliability: no interval can be made"},
    {PM_RELIABILITY_SUPPRESS, is_worth_few,
     "low reliability: the records are worth fewer than 30 of a simple random sample"},
    {PM_RELIABILITY_SUPPRESS, is_wide,
     "low reliability: the Korn-Graubard 95% interval is 30 points wide or more"},
    {PM_RELIABILITY_SUPPRESS, is_wide_for_rate,
     "low reliability: the Korn-Graubard 95% interval is wider than 1.3 times the rate"},
    {PM_RELIABILITY_REVIEW, has_few_df, "to be reviewed: fewer than 8 degrees of freedom"},
    {PM_RELIABILITY_REVIEW, is_at_end, "to be reviewed: a rate of 0 or 100%"},
    {PM_RELIABILITY_REVIEW, is_wide_for_rest,
     "to be reviewed: the Korn-Graubard 95% interval is wider than 1.3 times the rate of those "
     "not compliant"},
};

pm_reliability pm_reliability_judge(const pm_reliability_case *data, const char **reason)
{
  size_t rule = 0;
  while (rule < sizeof rules / sizeof rules[0] && !rules[rule].holds(data))
    rule++;
  bool is_any = rule < sizeof rules / sizeof rules[0];
  if (reason != NULL)
    *reason = is_any ? rules[rule].reason : NULL;
  return is_any ? rules[rule].verdict : PM_RELIABILITY_SHOW;
}

/* n over the design effect against records drawn with replacement, at most n: 30 of a
   simple random sample are worth 30, where p q/v would have n - 1. */
static double worth(const pm_measure *measure)
{
  double plain = pm_measure_plain_n(measure);
  return fmin(plain * measure->n / fmax(measure->n - 1, 1), measure->n);
}

pm_reliability pm_measure_reliability(const pm_measure *measure, const char **reason)
{
  static const double standard = 0.95;
  pm_level level;
  pm_limits limits = {.lower = (double)NAN, .upper = (double)NAN};
  pm_measure at = *measure;
  if (!isnan(at.variance) && at.df > 0 &&
      pm_level_make(&level, standard, PM_SIDE_TWO, NULL) == PM_OK) {
    at.t = pm_t_quantile(level.tail, at.df, PM_TAIL_UPPER);
    limits = pm_estimate_interval_korn_graubard.compute(&at, &level);
  }
  const pm_reliability_case data = {.rate = at.rate,
                                    .n = pm_measure_counted(&at),
                                    .n_effective = worth(&at),
                                    .lower = limits.lower,
                                    .upper = limits.upper,
                                    .df = at.df};
  return pm_reliability_judge(&data, reason);
}
