/* student.c: Student's t distribution.

   With r = t^2/df, P(|T| > |t|) = I_{1/(1+r)}(df/2, 1/2) (DLMF 8.17; Abramowitz
   & Stegun 26.7.1).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/num.h>

#include "num/beta.h"

#include <math.h>

/* Below this 1/(1+r) is 1/r to the last bit and the tail a power of it. */
#define FAR 1e-30

double pm_t_tail(double x, double df, pm_tail tail)
{
  if (isnan(x) || !(df > 0))
    return NAN;
  if (isinf(df) || isinf(x))
    return pm_normal_tail(x, tail);
  double ratio = fabs(x) / sqrt(df);
  double r = ratio * ratio;
  double outside = 1; /* P(|T| > |x|) */
  if (1 / r < FAR) {
    pm_beta beta = pm_beta_make(df / 2, 0.5);
    outside = 2 / df * exp(pm_beta_log_constant(&beta) - df * log(ratio));
  } else if (r > 0) {
    pm_beta beta = pm_beta_make(df / 2, 0.5);
    pm_beta_point at = {1 / (1 + r), r / (1 + r)};
    outside = pm_beta_at(&beta, at).lower;
  }
  return (x > 0) == (tail == PM_TAIL_UPPER) ? outside / 2 : 1 - outside / 2;
}

/* The t > 0 with P(T > t) = probability < 1/2. */
static double upper_quantile(double probability, double df)
{
  pm_beta beta = pm_beta_make(df / 2, 0.5);
  double log_x = (log(probability * df) - pm_beta_log_constant(&beta)) / (df / 2);
  if (log_x < log(FAR))
    return sqrt(df) * exp(-log_x / 2);
  /* y = r/(1+r) is small where t is; 1 - y is small where t is large. */
  double x = pm_beta_quantile(2 * probability, df / 2, 0.5, PM_TAIL_LOWER);
  if (x <= 0.5)
    return sqrt(df * (1 - x) / x);
  double y = probability > 0.25
                 ? pm_beta_quantile(1 - 2 * probability, 0.5, df / 2, PM_TAIL_LOWER)
                 : pm_beta_quantile(2 * probability, 0.5, df / 2, PM_TAIL_UPPER);
  return sqrt(df * y / (1 - y));
}

double pm_t_quantile(double probability, double df, pm_tail tail)
{
  if (!(probability >= 0 && probability <= 1 && df > 0))
    return NAN;
  if (isinf(df) || probability == 0 || probability == 1)
    return pm_normal_quantile(probability, tail);
  if (probability == 0.5)
    return 0;
  double size = upper_quantile(probability < 0.5 ? probability : 1 - probability, df);
  return (probability < 0.5) == (tail == PM_TAIL_UPPER) ? size : -size;
}
