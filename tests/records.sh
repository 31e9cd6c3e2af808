#!/bin/sh
# Estimates from records against R: every design, design effects and their parts, and two
# phases.
. "$(dirname "$0")/shell.sh"
program=$(cd "$(dirname "${PM_PROGRAM:?}")" && pwd)/$(basename "$PM_PROGRAM")
for oracle in records deff_records phases; do
  expect "$oracle" perl "$top/tests/records.pl" "$program" "$top/tests/oracle/$oracle.csv" \
    "$top/tests/data/records"
done
finish records
