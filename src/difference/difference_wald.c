/* difference_wald.c: the normal interval with the estimated standard error: of
   the difference, or of the logarithm of the ratio (Katz, Baptista, Azen & Pike
   1978) or of the odds ratio (Woolf 1955).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_method.h"

/* The variance of x/n, as a multiple of pq. In a finite population of which
   less than two were audited it is not known: infinite. */
static double variance_factor(const pm_sample *sample)
{
  double n = sample->n;
  if (sample->population == 0)
    return 1 / n;
  if (n == sample->population)
    return 0;
  return n > 1 ? (sample->population - n) / sample->population / (n - 1) : (double)INFINITY;
}

/* a times b, where nothing at all of it is nothing. */
static double times(double a, double b)
{
  return a == 0 || b == 0 ? 0 : a * b;
}

/* The variance of the rate, of its logarithm, or of that of its odds. */
static double variance(pm_scale scale, const pm_sample *sample)
{
  double factor = variance_factor(sample);
  double p = sample->p;
  double q = sample->q;
  if (isinf(factor))
    return factor; /* also where p q is 0, as wald-fpc has it */
  if (scale == PM_SCALE_DIFFERENCE)
    return times(factor, p * q);
  return times(factor, scale == PM_SCALE_RATIO ? q / p : 1 / (p * q));
}

/* The logarithm of the ratio or odds ratio, to all its digits even near 1, where
   it is that of 1 and a little more. */
static double log_estimate(pm_scale scale, double estimate, const pm_sample *first,
                           const pm_sample *second)
{
  if (!(estimate > 0.5 && estimate < 2))
    return log(estimate);
  double base = second->x * (scale == PM_SCALE_RATIO ? first->n : first->y);
  return log1p(cross_difference(first, second) / base);
}

static pm_status wald(const pm_level *level, pm_scale scale, const pm_pair *pair,
                      pm_difference *difference)
{
  pm_sample first = first_sample(pair);
  pm_sample second = second_sample(pair);
  double se = sqrt(variance(scale, &first) + variance(scale, &second));
  if (isinf(se))
    return PM_OK; /* the logarithm of 0, say, of which the data tell nothing */
  bool is_difference = scale == PM_SCALE_DIFFERENCE;
  double estimate = difference->estimate;
  double centre = is_difference ? estimate : log_estimate(scale, estimate, &first, &second);
  double half = times(level->z, se);
  difference->lower = is_difference ? centre - half : exp(centre - half);
  difference->upper = is_difference ? centre + half : exp(centre + half);
  difference->p_value = normal_p_value(level, centre == 0 ? 0 : centre / se);
  return PM_OK;
}

const pm_difference_method pm_difference_wald = {
    .about = {.name = "wald",
              .title = "Normal interval with the estimated standard error; of the logarithm "
                       "for ratios",
              .citation = "Newcombe 1998, Statistics in Medicine 17, 873-890, method 1; Katz, "
                          "Baptista, Azen & Pike 1978, Biometrics 34, 469-474; Woolf 1955, "
                          "Annals of Human Genetics 19, 251-253",
              .use = "To repeat published margins that were made this way.",
              .avoid = "For anything else: it covers too rarely with few records or rates near "
                       "0 or 1, and may have no width; a ratio with a 0 in it gets no limits."},
    .flags = PM_DIFFERENCE_POPULATION | PM_DIFFERENCE_RATIO | PM_DIFFERENCE_ODDS |
             PM_DIFFERENCE_DEGENERATE,
    .compute = wald,
};
