/* calibration_rake.c: calibration by proportions.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "calibrate/calibrator.h"

#include <math.h>

/* Deville & Sarndal 1992, case 2: the same as raking, and fit for numbers. */
static double exponential(double u, const pm_calibration_range *range, double *slope)
{
  (void)range;
  *slope = exp(u);
  return *slope;
}

const pm_calibration_method pm_calibration_poststratify = {
    .about =
        {
            .name = "poststratify",
            .title = "Post-stratification: in each cell, weights in proportion to its total",
            .citation = "Holt & Smith 1979, Journal of the Royal Statistical Society A 142, "
                        "33-46; Sarndal, Swensson & Wretman 1992, section 7.6",
            .use = "The totals of all combinations are known, and each has some dozen records "
                   "or more.",
            .avoid =
                "When cells have few records: their weights then vary by chance alone. Rake "
                "to the margins instead.",
        },
    .has_one_margin = true,
    .is_proportional = true,
    .factor = exponential,
};

const pm_calibration_method pm_calibration_rake = {
    .about =
        {
            .name = "rake",
            .title = "Raking: proportions of one margin after the other until all are met",
            .citation = "Deming & Stephan 1940, Annals of Mathematical Statistics 11, 427-444; "
                        "Deville & Sarndal 1992, Journal of the American Statistical "
                        "Association 87, 376-382, case 2",
            .use = "The totals of several margins are known, but not of their combinations. "
                   "Weights stay positive.",
            .avoid = "When some weights become very large: bound them (logit), or join small "
                     "categories.",
        },
    .is_proportional = true,
    .factor = exponential,
};
