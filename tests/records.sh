#!/bin/sh
# Estimates from records against R: design effects and their parts, and two phases.
. "$(dirname "$0")/shell.sh"
for oracle in deff_records phases; do
  expect "$oracle" perl "$top/tests/records.pl" "${PM_PROGRAM:?}" "$top/tests/oracle/$oracle.csv" \
    "$top/tests/data/records"
done
finish records
