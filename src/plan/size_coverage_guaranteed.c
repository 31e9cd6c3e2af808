/* size_coverage_guaranteed.c: the smallest n with P(|X/n - p| <= e) >= 1 - alpha for
   every p, by search (Chen 2007).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_method.h"

const pm_size_method pm_size_coverage_guaranteed = {
    .about = {.name = "coverage-guaranteed",
              .title = "The sample's rate is within the margin, whatever the true rate",
              .citation =
                  "Chen 2007, Exact computation of minimum sample size for estimation of "
                  "binomial parameters, arXiv:0707.2113",
              .use = "When nothing may be assumed of the rate and the promise must hold "
                     "exactly: it is about the sample's rate itself, not about an interval.",
              .avoid = "When something is known of the rate: it counts on the worst."},
    .flags = PM_SIZE_EVERY_RATE | PM_SIZE_AT_RATE,
    .estimate = "wilson-fpc",
};
