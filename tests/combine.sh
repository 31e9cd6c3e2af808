#!/bin/sh
# The oracle's designs of records, their data cut into three parts that are saved and
# combined, have the oracle's numbers.
. "$(dirname "$0")/shell.sh"
# libtool's stand-in would start a shell for every command.
program=${PM_PROGRAM:?}
real=$(dirname "$program")/.libs/$(basename "$program")
if [ -z "${PM_WRAPPER:-}" ] && [ -x "$real" ]; then
  LD_LIBRARY_PATH=$(dirname "$real")${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
  export LD_LIBRARY_PATH
  program=$real
fi
PM_PARTS=3 perl "$top/tests/records.pl" "${PM_WRAPPER:+$PM_WRAPPER }$program" \
  "$top/tests/oracle/records.csv" "$top/tests/data/records"
