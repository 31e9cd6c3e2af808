/* number_digits.h: whole numbers as decimal digits.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_CORE_NUMBER_DIGITS_H
#define PM_CORE_NUMBER_DIGITS_H

#include <stddef.h>
#include <stdint.h>

enum { PM_DIGITS_MOST = 20 }; /* of an uint64_t */

/* The digits of a number; no NUL. Returns how many. */
size_t pm_digits_write(char *text, uint64_t number);

/* Its last count digits, with zeros in front. */
void pm_digits_write_last(char *text, uint64_t number, size_t count);

#endif
