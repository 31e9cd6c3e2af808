#!/bin/sh
# Every public header compiles alone, as C11 and as C++17, without a warning.
. "$(dirname "$0")/shell.sh"
for header in "$top"/include/plusminus.h "$top"/include/plusminus/*.h; do
  name=${header#"$top"/include/}
  echo "#include <$name>" >"$scratch/one.c"
  expect "$name as C11" "${CC:-cc}" -std=c11 -Wall -Wextra -Wpedantic -Werror \
    -I"$top/include" -fsyntax-only "$scratch/one.c"
  if [ -n "${CXX17-}" ]; then
    cp "$scratch/one.c" "$scratch/one.cc"
    expect "$name as C++17" "$CXX17" -std=c++17 -Wall -Wextra -Wpedantic -Werror \
      -I"$top/include" -fsyntax-only "$scratch/one.cc"
  fi
done
finish headers
