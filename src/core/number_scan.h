/* number_scan.h: a decimal text taken apart, and the double nearest to it.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_CORE_NUMBER_SCAN_H
#define PM_CORE_NUMBER_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PM_SCAN_DIGITS = 19 }; /* as many as an uint64_t always holds */

/* The number is digits 10^exponent, or, when it has more significant digits
   than digits could take, between that and (digits + 1) 10^exponent. */
typedef struct pm_scan {
  uint64_t digits;
  int64_t exponent;
  bool is_negative;
  bool is_cut;
  const char *mantissa; /* the text from its first digit that is not 0 */
  const char *end;      /* and where its digits end */
} pm_scan;

/* Take apart size bytes that are one decimal number and nothing else: a sign
   or none, digits with a point or none, an exponent or none. */
bool pm_number_scan(const char *text, size_t size, pm_scan *scan);

/* The double nearest to it, ties to even; false if that is infinite. */
bool pm_scan_round(const pm_scan *scan, double *value);

/* Whether a number that was cut lies beyond the middle between the positive
   double of these bits and its upper neighbour, or on it with odd bits; also
   right for one that was not cut. */
bool pm_scan_is_above_middle(const pm_scan *scan, uint64_t bits);

#endif
