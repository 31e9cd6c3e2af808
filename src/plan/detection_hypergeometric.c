/* detection_hypergeometric.c: records drawn without return from a population that
   has a whole number of errors.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "detection_method.h"

static double hypergeometric(const pm_detection_case *sample)
{
  double errors = round(sample->rate * sample->population);
  return pm_hypergeometric_tail(sample->accept, sample->n, errors, sample->population,
                                PM_TAIL_LOWER);
}

const pm_detection_method pm_detection_hypergeometric = {
    .about = {.name = "hypergeometric",
              .title = "Drawn without return from a population of N",
              .citation = "Guenther 1977, Sampling Inspection in Statistical Quality Control; "
                          "Dodge & Romig 1959",
              .use = "Whenever the population's size is known: exact, and never more records "
                     "than binomial.",
              .avoid = "When what is judged is the process that makes the records, of which "
                       "this population is itself a sample: binomial."},
    .flags = PM_DETECTION_POPULATION,
    .passes = hypergeometric,
};
