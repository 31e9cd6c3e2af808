/* detection_binomial.c: records from a large population.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "detection_method.h"

static double binomial(const pm_detection_case *sample)
{
  return pm_binomial_tail(sample->accept, sample->n, sample->rate, PM_TAIL_LOWER);
}

const pm_detection_method pm_detection_binomial = {
    .about = {.name = "binomial",
              .title = "Drawn from a large population, or from a process",
              .citation = "Guenther 1977, Sampling Inspection in Statistical Quality Control; "
                          "Lemeshow & Taber 1991, World Health Statistics Quarterly 44, "
                          "115-132 (LQAS)",
              .use = "The population is large or not known, or it is the process behind it "
                     "that is judged.",
              .avoid = "When n is more than a tenth of a known population: hypergeometric "
                       "takes fewer."},
    .passes = binomial,
};
