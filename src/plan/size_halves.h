/* size_halves.h: half the widths of many x of one n from a finite population.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_SIZE_HALVES_H
#define PM_SIZE_HALVES_H

#include <plusminus/interval.h>

enum {
  PM_HALVES_NODES = 12,
  PM_HALVES_BLOCKS = 32,
  PM_HALVES_ENDS = 256,
  PM_HALVES_RUN = 64,
  PM_HALVES_RUNS = 32
};

/* A stretch of x's: at its nodes, the counts of the population at which each tail is
   reached, not whole, and the weights by which they are interpolated. */
typedef struct pm_halves_block {
  double n;     /* 0: empty */
  double first; /* x */
  bool is_smooth;
  double x[PM_HALVES_NODES], weight[PM_HALVES_NODES];
  double low[PM_HALVES_NODES], high[PM_HALVES_NODES];
} pm_halves_block;

/* Half the widths at x's one after another. */
typedef struct pm_halves_run {
  double n;     /* 0: empty */
  double first; /* x */
  double half[PM_HALVES_RUN];
} pm_halves_run;

/* Zero value: empty. */
typedef struct pm_halves {
  pm_halves_block blocks[PM_HALVES_BLOCKS];
  pm_halves_run runs[PM_HALVES_RUNS];
  double n;                    /* to which the ends belong */
  double ends[PM_HALVES_ENDS]; /* by x; NaN: not known yet */
} pm_halves;

/* Half the width of the hypergeometric interval at x of n; NaN: not to be had so, which
   is no fault. */
double pm_halves_at(pm_halves *halves, const pm_level *level, const pm_case *data);

/* Where half the width at x of n is to be kept once it is known, NaN before; NULL: x is
   in no stretch and at no end. */
double *pm_halves_end(pm_halves *halves, const pm_case *data);

#endif
