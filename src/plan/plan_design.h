/* plan_design.h: what a design makes of a number of records, and back. */
#ifndef PM_PLAN_DESIGN_H
#define PM_PLAN_DESIGN_H

/* How far binary rounding may push a quantity that is met exactly in decimals:
   what misses its target by less is on target. */
#define PM_PLAN_SLACK (16 * 2.220446049250313e-16)

/* Beyond this, whole numbers are no longer exact. */
#define PM_PLAN_RECORDS_MOST 9007199254740992.0

typedef struct pm_plan_design {
  double deff;
  double population; /* INFINITY: large */
} pm_plan_design;

/* The n of this design that is worth `large` records of a simple random sample
   from a large population: n0 = large deff, then n0/(1 + (n0 - 1)/N) (Cochran
   1977, 4.2). At most the population. */
double pm_plan_design_size(const pm_plan_design *design, double large);

/* What n records of this design are worth; INFINITY: a census. */
double pm_plan_design_worth(const pm_plan_design *design, double n);

/* Rounded up, but for the slack. */
double pm_plan_whole_up(double value);

#endif
