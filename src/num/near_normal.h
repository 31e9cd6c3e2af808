/* near_normal.h: tails that are nearly the normal one: those of the beta and
   gamma distributions with large shapes.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_NUM_NEAR_NORMAL_H
#define PM_NUM_NEAR_NORMAL_H

/* The largest number of terms kept of the series. */
enum { PM_NEAR_NORMAL_TERMS = 24 };

/* A distribution of t whose log density falls by zeta^2/2 from its mode, zeta
   rising as t falls. Its slope u = zeta + ... rises by 1 - skew u - flat u^2 as
   t falls by one. The series are in powers of unit zeta. */
typedef struct pm_near_normal {
  int terms;
  double unit;                        /* sqrt(skew^2 + 4 flat) */
  double scale;                       /* what makes both tails 1 together */
  double step[PM_NEAR_NORMAL_TERMS];  /* zeta/u: how far t falls per zeta */
  double shift[PM_NEAR_NORMAL_TERMS]; /* W */
} pm_near_normal;

/* The fewest terms that give tails as far out as zeta to the last digits, or 0
   where no number of terms does. size is 1/unit^2: ab/(a+b) of Beta(a, b). */
int pm_near_normal_terms(double size, double zeta);

/* The series with so many terms, 4 or more and an even number. */
void pm_near_normal_make(pm_near_normal *series, double skew, double size, int terms);

/* u at zeta. */
double pm_near_normal_slope(const pm_near_normal *series, double zeta);

/* Both tails at zeta: the lower is Phi(-zeta) + phi(zeta) W. */
typedef struct pm_near_tails {
  double lower;
  double upper;
} pm_near_tails;

pm_near_tails pm_near_normal_tails(const pm_near_normal *series, double zeta);

/* The zeta with Phi(-zeta) + phi(zeta) (W + more) = Phi(-z). */
double pm_near_normal_zeta(const pm_near_normal *series, double z, double more);

#endif
