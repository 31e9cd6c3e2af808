/* difference_restricted.h: the score statistic of a given difference.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_DIFFERENCE_RESTRICTED_H
#define PM_DIFFERENCE_RESTRICTED_H

/* The second rate of those most likely among all delta apart, in closed form;
   where roots of the cubic nearly meet with half of the digits only. */
double restricted_second_rate(double x1, double n1, double x2, double n2, double delta);

/* (x1/n1 - x2/n2 - delta) in its standard errors, these at the rates that are
   most likely among those delta apart; -1 <= delta <= 1. It falls as delta
   rises. Where the standard error is 0: 0, or an infinity. */
double restricted_statistic(double x1, double n1, double x2, double n2, double delta);

#endif
