/* size_width.h: the width that an interval will have, in its three meanings. */
#ifndef PM_SIZE_WIDTH_H
#define PM_SIZE_WIDTH_H

#include "size_halves.h"
#include "size_method.h"

/* A plan whose interval is computed; the first fault is kept. */
typedef struct pm_size_widths {
  const pm_size_plan *plan;
  const pm_interval_method *interval;
  double minority;  /* the rate, or its complement: the one up to 1/2 */
  double target;    /* of half the width, with its slack */
  double jitter;    /* half the width may be off a smooth one by so much */
  double loosened;  /* now added to the target */
  pm_halves halves; /* of the last n, in a population */
  pm_status status;
  pm_error *error;
} pm_size_widths;

pm_size_widths pm_size_widths_of(const pm_size_plan *plan, pm_error *error);

/* Half the width at x of n. After a fault it is 0, which meets any target, so that
   searches end. */
double pm_size_half(pm_size_widths *widths, double x, double n);

/* n times the minority's rate, to a whole number; a tie goes down. And the first n
   with that many; INFINITY: there is none. */
double pm_size_count(const pm_size_widths *widths, double n);
double pm_size_first_with(const pm_size_widths *widths, double x);

/* Half the expected width of n; and whether it is at most the target. */
double pm_size_expected(pm_size_widths *widths, double n);
bool pm_size_expects_target(pm_size_widths *widths, double n);

/* The largest x, at most n/2, with half the width at most the target (-1: none). It
   is exact but for the jitter. */
double pm_size_narrow(pm_size_widths *widths, double n);

/* Is P(half the width of n <= the target) at least the plan's assurance? */
bool pm_size_is_assured(pm_size_widths *widths, double n);

/* What half the width of n does not exceed with the plan's assurance. */
double pm_size_assured_half(pm_size_widths *widths, double n);

#endif
