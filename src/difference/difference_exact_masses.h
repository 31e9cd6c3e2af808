/* difference_exact_masses.h: the probabilities of all counts of one sample.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_DIFFERENCE_EXACT_MASSES_H
#define PM_DIFFERENCE_EXACT_MASSES_H

#include <plusminus/difference.h>

/* A sample as it was seen, and what does not change with its rate. */
typedef struct exact_sample {
  int x, n;
  int population;                              /* 0: large */
  double up[PM_DIFFERENCE_RECORDS_MOST + 1];   /* from a count's probability to that of the */
  double down[PM_DIFFERENCE_RECORDS_MOST + 1]; /* next, but for the odds */
  double peak[PM_DIFFERENCE_RECORDS_MOST + 1]; /* of n records: at most, whatever the rate */
  double peak_less_one[PM_DIFFERENCE_RECORDS_MOST + 1]; /* of n - 1 records */
} exact_sample;

/* A rate, 1 less it, and how fast it changes with what both rates hang on. */
typedef struct exact_rate {
  double p, q, slope;
} exact_rate;

/* Sum to 1. Counts outside from..to have less than 1e-25 of the largest, and 0
   here. */
typedef struct exact_masses {
  int from, to;
  double at[PM_DIFFERENCE_RECORDS_MOST + 1];
} exact_masses;

/* Counts are whole, n from 1 to PM_DIFFERENCE_RECORDS_MOST. */
void exact_sample_make(exact_sample *sample, double x, double n, double population);

void exact_masses_binomial(exact_masses *masses, const exact_sample *sample, exact_rate rate);

/* Of a population in which so many are compliant. */
void exact_masses_hypergeometric(exact_masses *masses, const exact_sample *sample,
                                 int compliant);

#endif
