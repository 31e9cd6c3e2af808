#!/bin/sh
# Every example program runs and prints what examples/NAME.out says.
. "$(dirname "$0")/shell.sh"
for program in ${PM_EXAMPLES:?}; do
  name=$(basename "$program")
  (cd "$top" && "$PM_BUILD/$program") >"$scratch/out" 2>&1
  echo "exit $?" >>"$scratch/out"
  expect "$name" diff "$top/examples/$name.out" "$scratch/out"
done
for header in "$top"/include/plusminus/*.h; do
  expect "$header has an example" grep -lq "plusminus/$(basename "$header")" "$top"/examples/*.c
done
finish examples
