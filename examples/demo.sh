#!/bin/sh
# demo.sh PROGRAM: the main job on the real counts of 14 forces: the national
# estimate with each force, and the reason for the margin of one of them.
set -eu
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")/.."

# show ARGUMENT...: the command as a person would type it, then what it prints.
show() {
  printf '\n$ plusminus'
  printf ' %s' "$@"
  printf '\n\n'
  "$program" "$@"
}

show estimate examples/audit_2014.csv --counts recorded/crimes --strata force \
  --frame examples/forces_2013.csv --population recorded_crime \
  --population-kind recorded
show explain examples/audit_2014.csv --counts recorded/crimes --strata force \
  --frame examples/forces_2013.csv --population recorded_crime \
  --population-kind recorded --focus Leicestershire
