/* stirling.h: the pieces of which every probability here is made: the error
   of Stirling's formula and the deviance (Loader 2000).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_NUM_STIRLING_H
#define PM_NUM_STIRLING_H

/* d(x) with Gamma(x) = sqrt(2 pi/x) (x/e)^x exp(d(x)), for x > 0. Its absolute
   error is a few 1e-16, which is all that counts, as it is used in an
   exponent. */
double pm_stirling_error(double x);

/* D = x log(x/mean) + mean - x, where d = x - mean is given as well, to full
   precision: then so is D, however close x is to the mean, or however far. */
double pm_deviance(double x, double mean, double d);

#endif
