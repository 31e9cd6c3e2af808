/* calibration_linear.c: calibration by the generalised regression estimator, and the same
   within bounds.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "calibrate/calibrator.h"

#include <math.h>

/* Deville & Sarndal 1992, case 1. */
static double linear(double u, const pm_calibration_range *range, double *slope)
{
  (void)range;
  *slope = 1;
  return 1 + u;
}

/* Case 7: the same, cut at the bounds. */
static double bounded(double u, const pm_calibration_range *range, double *slope)
{
  double g = 1 + u;
  bool is_within = g > range->lower && g < range->upper;
  *slope = is_within;
  return is_within ? g : g > range->lower ? range->upper : range->lower;
}

/* Case 6: L and U are only approached. */
static double logit(double u, const pm_calibration_range *range, double *slope)
{
  double low = range->lower;
  double high = range->upper;
  double scale = (high - low) / ((1 - low) * (high - 1));
  /* e^(-|t|), so that nothing overflows. */
  double t = scale * u;
  double e = exp(-fabs(t));
  double to_low = (high - 1) * (t > 0 ? e : 1);
  double to_high = (1 - low) * (t > 0 ? 1 : e);
  double sum = to_low + to_high;
  *slope = (high - low) * scale * (to_low / sum) * (to_high / sum);
  return (low * to_low + high * to_high) / sum;
}

const pm_calibration_method pm_calibration_linear = {
    .about =
        {
            .name = "linear",
            .title = "Generalised regression (GREG): g is linear in what is known",
            .citation =
                "Sarndal, Swensson & Wretman 1992, section 6.4; Deville & Sarndal 1992, "
                "case 1",
            .use = "Totals of numbers are known, such as the records of each force last year, "
                   "with or without margins. It always has a solution, in one step.",
            .avoid = "When weights become negative, which a note says: bounded and logit keep "
                     "them between bounds.",
        },
    .factor = linear,
};

const pm_calibration_method pm_calibration_bounded = {
    .about =
        {
            .name = "bounded",
            .title = "Linear, with g cut at a lower and an upper bound",
            .citation = "Deville & Sarndal 1992, case 7; Huang & Fuller 1978",
            .use = "As linear, when some weights would be negative or too large. It changes no "
                   "more weights than it must.",
            .avoid = "When many weights end at a bound: the totals ask too much of the sample.",
        },
    .has_range = true,
    .factor = bounded,
};

const pm_calibration_method pm_calibration_logit = {
    .about =
        {
            .name = "logit",
            .title = "g between a lower and an upper bound, approached as a logistic curve",
            .citation = "Deville & Sarndal 1992, case 6; Deville, Sarndal & Sautory 1993",
            .use = "As rake, with bounds that no weight reaches.",
            .avoid =
                "When the bounds are so narrow that the totals cannot be met, which is said.",
        },
    .has_range = true,
    .factor = logit,
};
