#!/bin/sh
# Replicate weights that were written out and read back give the estimates of their method.
. "$(dirname "$0")/shell.sh"
expect "replicates read back" perl "$top/tests/replicates.pl" "${PM_PROGRAM:?}" "$top/tests/data/records"
finish replicates
