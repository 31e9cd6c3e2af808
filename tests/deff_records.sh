#!/bin/sh
# Design effects of records, and their parts, against R.
. "$(dirname "$0")/shell.sh"
exec perl "$top/tests/records.pl" "${PM_PROGRAM:-$PM_BUILD/plusminus}" \
  "$top/tests/oracle/deff_records.csv" "$top/tests/data/records"
