#!/bin/sh
# The golden command lines, run by `make check`.
exec bash "$(dirname "$0")/run_golden.sh" "${PM_PROGRAM:?}"
