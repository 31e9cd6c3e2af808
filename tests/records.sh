#!/bin/sh
# Every design of the oracle through the command line, and what R makes of it.
top=$(cd "$(dirname "$0")/.." && pwd)
program=$(cd "$(dirname "${PM_PROGRAM:?}")" && pwd)/$(basename "$PM_PROGRAM")
exec perl "$top/tests/records.pl" "$program" "$top/tests/oracle/records.csv" \
  "$top/tests/data/records"
