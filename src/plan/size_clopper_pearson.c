/* size_clopper_pearson.c: half the width of the exact interval, by search.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_method.h"

const pm_size_method pm_size_clopper_pearson = {
    .about = {.name = "clopper-pearson",
              .title = "Half the width of the exact interval",
              .citation = "Clopper & Pearson 1934, Biometrika 26, 404-413",
              .use = "When the interval that will be reported is clopper-pearson, because "
                     "coverage must never be below the level.",
              .avoid =
                  "Where the typical coverage matters: it takes more records than need be."},
    .interval = "clopper-pearson",
    .estimate = "exact",
};
