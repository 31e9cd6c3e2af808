#!/bin/sh
# powers_of_ten.sh: writes powers_of_ten.def, for every power of ten from 10^-342 to 10^324
# its 128 leading bits (the rest cut off) as two words of 64. Needs bc.
#
#   src/core/powers_of_ten.sh >src/core/powers_of_ten.def
#
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
set -eu

echo '/* powers_of_ten.def: made by powers_of_ten.sh; powers_of_ten.h says what it is.'
echo
echo '   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */'
echo '/* clang-format off */'
BC_LINE_LENGTH=0 bc <<'END' | sed -E 's/^(.{16})(.{16})$/{0x\1, 0x\2},/' | paste -d ' ' - -
obase = 16
low = 2^127
high = 2^128
for (k = -342; k <= 324; k++) {
  if (k < 0) {
    n = 2^1300 / 10^-k
  } else {
    n = 10^k
  }
  while (n < low) n *= 2
  while (n >= high) n /= 2
  n
}
END
