/* powers_of_ten.c: the table, which powers_of_ten.sh makes from whole numbers.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/powers_of_ten.h"

const pm_power pm_powers_of_ten[] = {
#include "core/powers_of_ten.def"
};
