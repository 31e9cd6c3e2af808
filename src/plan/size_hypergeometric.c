/* size_hypergeometric.c: half the width of the exact interval for a finite
   population, by search.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_method.h"

const pm_size_method pm_size_hypergeometric = {
    .about =
        {.name = "hypergeometric",
         .title = "Half the width of the exact interval for a finite population",
         .citation = "Konijn 1973, Statistical Theory of Sample Survey Design and Analysis; "
                     "Buonaccorsi 1987, The American Statistician 41, 215-218",
         .use = "When the population is known and the interval that will be reported is "
                "hypergeometric, above all where the sample is a good part of the population.",
         .avoid = "Where the typical coverage matters: like clopper-pearson it takes more "
                  "records than need be."},
    .flags = PM_SIZE_POPULATION,
    .interval = "hypergeometric",
    .estimate = "exact",
};
