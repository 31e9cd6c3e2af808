/* detection_poisson.c: errors counted against a reliability factor.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "detection_method.h"

static double poisson(const pm_detection_case *sample)
{
  return poisson_passes(sample->n * sample->rate, sample->accept);
}

const pm_detection_method pm_detection_poisson = {
    .about = {.name = "poisson",
              .title = "Reliability factor over the tolerable rate",
              .citation = "AICPA Audit Guide: Audit Sampling, appendix on reliability factors "
                          "(Poisson); Guy, Carmichael & Whittington 2002, Audit Sampling",
              .use = "To reproduce an auditor's table of reliability factors (3.00 for no "
                     "errors at 95%), or when a record can hold several errors.",
              .avoid = "For rates above a tenth or so: it asks for more records than "
                       "binomial."},
    .passes = poisson,
};
