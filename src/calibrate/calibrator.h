/* calibrator.h: from weights and totals, as numbers, to the factors of the weights. Pure
   and reentrant: every replicate of a sample is calibrated by it anew.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_CALIBRATE_CALIBRATOR_H
#define PM_CALIBRATE_CALIBRATOR_H

#include <plusminus/calibrate.h>

#include "core/memory.h"

enum { PM_CALIBRATOR_TERMS_MOST = 128 }; /* margins and numbers together */

/* g as a function of u = x'lambda, and its slope there. */
typedef struct pm_calibration_range {
  double lower, upper;
} pm_calibration_range;
typedef double pm_calibration_factor(double u, const pm_calibration_range *range,
                                     double *slope);

typedef struct pm_calibration_method {
  pm_method about;
  bool has_one_margin;  /* and no more */
  bool is_proportional; /* by proportions alone, as long as there are no numbers */
  bool has_range;
  pm_calibration_factor *factor;
} pm_calibration_method;

#define PM_ROW(name) extern const pm_calibration_method pm_calibration_##name;
#include "calibrate/calibration.def"
#undef PM_ROW

/* NULL: there is none. */
const pm_calibration_method *pm_calibration_find(const char *name);

/* Units (cells of records that are alike, or single records), each in one category of
   every margin and with a value of every number. The sum of g d over the units of a
   category is to be its total, and the sum of g d x that of the number x. Parameters, of
   which there are as many as totals, stand in the order of the margins and their
   categories, then numbers. */
typedef struct pm_calibrator {
  const pm_calibration_method *method;
  pm_calibration_range range;
  size_t units;
  size_t margins;
  const uint32_t *const *categories; /* of each margin: of each unit */
  const size_t *sizes;               /* of each margin: its categories */
  size_t numbers;
  const double *const *values; /* of each number: of each unit */
  const double *lowest;        /* g of each unit is not below this; NULL: no limits */
  const double *highest;       /* nor above this */
  const double *totals;        /* of each parameter */
  size_t parameters;           /* sizes together, and numbers */
} pm_calibrator;

/* Which total is farthest from being met. */
typedef struct pm_calibration_miss {
  size_t parameter;
  double reached;
  int64_t cycles;
  double moved; /* Newton: x'lambda of a unit, at most, in the last steps */
} pm_calibration_miss;

/* All totals are met to this, relative to the total. */
#define PM_CALIBRATION_TOLERANCE 1e-12

/* g of every unit from its d, which is 0 or more. Units with d = 0 do not count; their g is
   1. PM_ERROR_NUMERIC: the totals cannot be met, or were not after so many cycles; miss, if
   not NULL, tells by how much. PM_ERROR_MEMORY. */
pm_status pm_calibrate(const pm_calibrator *calibrator, const double *weights, double *g,
                       const pm_allocator *allocator, pm_calibration_miss *miss);

/* What the weighted units add up to: of each parameter, the sum of d g. g NULL: 1. */
void pm_calibrator_add_up(const pm_calibrator *calibrator, const double *weights,
                          const double *g, double *sums);

/* x'beta of a unit. */
double pm_calibrator_product(const pm_calibrator *calibrator, size_t unit, const double *beta);

/* By proportions, one margin after the other (Deming & Stephan 1940). */
pm_status pm_calibrate_proportions(const pm_calibrator *calibrator, const double *weights,
                                   double *g, const pm_allocator *allocator,
                                   pm_calibration_miss *miss);
/* By Newton's method for lambda. */
pm_status pm_calibrate_newton(const pm_calibrator *calibrator, const double *weights, double *g,
                              const pm_allocator *allocator, pm_calibration_miss *miss);

/* ------------------------------------------------------------- regression -- */

/* The matrix sum d x x', ready to solve with. Its rank is less than its size, since the
   categories of every margin add up to 1: what depends on others has parameter 0. The
   largest margin is a diagonal, and is eliminated first. */
typedef struct pm_normal_equations {
  const pm_calibrator *calibrator;
  const pm_allocator *allocator;
  size_t first;     /* the largest margin's first parameter */
  size_t diagonals; /* and how many categories it has */
  size_t rest;      /* all other parameters */
  double *diagonal;
  double *cross;  /* rest for each of diagonals */
  double *factor; /* of the rest without what the margin explains: lower triangle by rows;
                     a 0 on its diagonal: depends on those before it */
  double *right;  /* room for the rest's right side */
} pm_normal_equations;

/* False: out of memory. Free in any case. */
bool pm_normal_equations_new(pm_normal_equations *equations, const pm_calibrator *calibrator,
                             const pm_allocator *allocator);
void pm_normal_equations_free(pm_normal_equations *equations);
void pm_normal_equations_factor(pm_normal_equations *equations, const double *weights);
/* The parameters beta for which sum d x x' beta is the right side. */
void pm_normal_equations_solve(pm_normal_equations *equations, const double *right,
                               double *beta);

#endif
