#!/bin/sh
# Calibrated estimates are those of the oracles, on every design that is calibrated.
. "$(dirname "$0")/shell.sh"
records() {
  PM_DESIGNS=$2 perl "$top/tests/records.pl" "${PM_PROGRAM:?}" "$top/tests/oracle/$1" "$top/tests/data/records"
}
expect "designs of records.csv" records records.csv '^(poststratify|rake)'
expect "designs of calibrate.csv" records calibrate.csv ''
finish calibration
