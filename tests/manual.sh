#!/bin/sh
# The manual's console blocks, run by `make check`.
top=$(cd "$(dirname "$0")/.." && pwd)
exec perl "$top/tests/run_manual.pl" "${PM_PROGRAM:?}" "$top"/README.md "$top"/doc/*.md \
  "$top"/examples/README.md
