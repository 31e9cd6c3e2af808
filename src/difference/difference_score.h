/* difference_score.h: limits by the score statistic, for the methods that
   differ only in the factor of its variance.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_DIFFERENCE_SCORE_H
#define PM_DIFFERENCE_SCORE_H

#include "difference_method.h"

/* The factor of the variance. */
typedef enum score_factor {
  SCORE_PLAIN,
  SCORE_CORRECTED /* N/(N-1), N = n1 + n2, of what samples of finite populations
                     are worth; with a census 1 */
} score_factor;

/* All values of the scale at which the score statistic is at most z^2; with the
   p-value of no difference. PM_ERROR_DOMAIN: N is at most 1. */
pm_status score_limits(const pm_level *level, pm_scale scale, const pm_pair *pair,
                       score_factor factor, pm_difference *difference);

#endif
