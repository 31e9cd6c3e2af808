/* difference_score.h: limits by the score statistic, for the methods that
   differ only in the factor of its variance.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_DIFFERENCE_SCORE_H
#define PM_DIFFERENCE_SCORE_H

#include "difference_method.h"

/* All values of the scale at which the score statistic, its variance
   multiplied by `factor`, is at most z^2; with the p-value of no difference. */
pm_status score_limits(const pm_level *level, pm_scale scale, const pm_pair *pair,
                       double factor, pm_difference *difference);

#endif
