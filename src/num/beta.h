/* beta.h: both tails of one beta distribution at one point.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_NUM_BETA_H
#define PM_NUM_BETA_H

/* Beta(a, b) with what depends on a and b alone. */
typedef struct pm_beta {
  double a;
  double b;
  double scale; /* of x^a y^b / B(a,b) = scale exp(-deviance) */
} pm_beta;

typedef struct pm_beta_tails {
  double lower;
  double upper;
  double power; /* x^a y^b / B(a,b): the density times x y */
} pm_beta_tails;

pm_beta pm_beta_make(double a, double b);

/* -log B(a, b). */
double pm_beta_log_constant(const pm_beta *beta);

/* At x, where y = 1 - x is given as well, because either may be tiny.
   0 < x, y < 1. */
pm_beta_tails pm_beta_at(const pm_beta *beta, double x, double y);

#endif
