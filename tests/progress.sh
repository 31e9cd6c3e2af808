#!/bin/sh
# Progress is told on a terminal only, after a second only, and not to who is quiet.
. "$(dirname "$0")/shell.sh"
program=${PM_PROGRAM:?}
command -v script >/dev/null 2>&1 || exit 77
awk 'BEGIN { for (i = 0; i < 60000; i++) print i % 2 ",force " i % 9 }' >"$scratch/part"

# slowly SECONDS OPTION...: a file that takes that long to arrive, on a terminal.
slowly() {
  seconds=$1
  shift
  rm -f "$scratch/pipe"
  mkfifo "$scratch/pipe"
  { echo ok,force; for part in 1 2 3; do cat "$scratch/part"; sleep "$seconds"; done; } \
    >"$scratch/pipe" &
  script -qec "'$program' estimate '$scratch/pipe' --rate ok $*" /dev/null </dev/null \
    >"$scratch/shown" 2>&1
  wait
}

slowly 0.7
expect "a slow file's progress" grep -q 'rows, [0-9,]* a second' "$scratch/shown"
expect "the result after progress" grep -q '^180,000 *50.0' "$scratch/shown"
script -qec "'$program' estimate '$top/examples/records.csv' --rate crimes" /dev/null \
  </dev/null >"$scratch/shown" 2>&1
expect "nothing within a second" sh -c "! grep -q 'a second' '$scratch/shown'"
slowly 0.7 --no-progress
expect "nothing with --no-progress" sh -c "! grep -q 'a second' '$scratch/shown'"
slowly 0.7 --quiet
expect "nothing with --quiet" sh -c "! grep -q 'a second' '$scratch/shown'"
slowly 0.7 "2>'$scratch/errors'"
expect "nothing in a file" sh -c "! grep -q 'a second' '$scratch/shown' '$scratch/errors'"
finish progress
