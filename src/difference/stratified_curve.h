/* stratified_curve.h: the variance of a difference over strata as a curve over
   the differences, with bounds of its slope that hold for a whole stretch.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_STRATIFIED_CURVE_H
#define PM_STRATIFIED_CURVE_H

#include "stratified_difference.h"

/* At one difference. */
typedef struct curve_point {
  double variance;
  double slope; /* NaN, or of either side, at a kink */
  double floor; /* no slope at this or a smaller difference is less */
} curve_point;

/* Between two differences. */
typedef struct curve_stretch {
  double first, last;           /* the variance at its ends */
  double slope_low, slope_high; /* all slopes within are between these */
} curve_stretch;

/* V(d) = sum w_h^2 N_h/(N_h - 1) V_h(d), -1 <= d <= 1, where V_h is the variance
   p~1 q~1/n1h + p~2 q~2/n2h at the rates that are most likely among those d
   apart. NaN: a search did not converge. */
curve_point stratified_curve_point(const pm_strata_view *view, double d);
curve_stretch stratified_curve_stretch(const pm_strata_view *view, double from, double to);

#endif
