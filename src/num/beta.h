/* beta.h: one beta distribution at one point, for its tails and its quantiles.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_NUM_BETA_H
#define PM_NUM_BETA_H

#include "num/near_normal.h"

/* Beta(a, b) with what depends on a and b alone:
   x^a y^b / B(a,b) = root exp(error - deviance). */
typedef struct pm_beta {
  double a;
  double b;
  double sum; /* a + b, and what its rounding left out */
  double rest;
  double root;  /* sqrt(a b / (2 pi (a+b))) */
  double error; /* of Stirling's formula: d(a+b) - d(a) - d(b) */
} pm_beta;

/* A point 0 < x < 1 with y = 1 - x, both to full relative precision, because
   either may be tiny. */
typedef struct pm_beta_point {
  double x;
  double y;
} pm_beta_point;

typedef struct pm_beta_tails {
  double lower;
  double upper;
} pm_beta_tails;

pm_beta pm_beta_make(double a, double b);

/* -log B(a, b). */
double pm_beta_log_constant(const pm_beta *beta);

/* How far a is above its mean (a+b) x. */
double pm_beta_excess(const pm_beta *beta, pm_beta_point at);

/* a log(a/((a+b)x)) + b log(b/((a+b)y)), given the excess. */
double pm_beta_deviance(const pm_beta *beta, pm_beta_point at, double excess);

/* x^a y^b / B(a,b) / I_x(a,b): it converges fast where the excess is positive,
   and in a handful of steps more just below 0. For the upper tail, mirror:
   a and b, x and y, the excess's sign. */
double pm_beta_fraction(double a, double b, pm_beta_point at, double excess);

/* x^a y^b / B(a,b): the density times x y. */
double pm_beta_power(const pm_beta *beta, pm_beta_point at);

pm_beta_tails pm_beta_at(const pm_beta *beta, pm_beta_point at);

/* ab/(a+b): the square of what one standard deviation is worth in counts. */
double pm_beta_size(double a, double b);

/* The series of Beta(a, b), for its lower tail at zeta > 0. */
void pm_beta_near_normal(pm_near_normal *series, double a, double b, int terms);

/* Where I_x(a,b) + share x^a y^b/B(a,b) is a probability of up to 1/2. With
   share 1/b that is I_x(a,b+1), with -1/a it is I_x(a+1,b); it may be anything
   between. */
typedef struct pm_beta_problem {
  double a;
  double b;
  double share;
  double probability;
} pm_beta_problem;

pm_beta_point pm_beta_solve(const pm_beta_problem *problem);

#endif
