/* size_mid_p.c: half the width of the mid-p interval, by search.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_method.h"

const pm_size_method pm_size_mid_p = {
    .about = {.name = "mid-p",
              .title = "Half the width of the mid-p interval",
              .citation = "Berry & Armitage 1995, The Statistician 44, 417-423",
              .use = "When the interval that will be reported is mid-p: exact tails without "
                     "the excess of clopper-pearson.",
              .avoid = "Where coverage must never be below the level."},
    .interval = "mid-p",
    .estimate = "wilson-fpc",
};
