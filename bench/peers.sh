#!/bin/sh
# peers.sh: microseconds per 95 % interval beside R, and beside scipy, for the same
# cases in the same run, with how far the limits are apart. bench_peers of the
# build in PM_BUILD makes the cases; a peer that is not installed is left out.
# Fails when limits are more than 1e-6 apart.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
set -eu
here=$(dirname "$0")
found=$(mktemp -d)
trap 'rm -rf "$found"' EXIT
# One thread for everyone.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
"$PM_BUILD/bench/bench_peers" "$found"
status=0
if command -v Rscript >/dev/null; then
  Rscript --vanilla "$here/peers.R" "$found" || status=1
else
  echo "no Rscript: ours alone"
  cat "$found/times.csv"
fi
python=${PYTHON:-/usr/bin/python3}
if "$python" -c 'import scipy.stats' 2>/dev/null; then
  "$python" "$here/peers.py" "$found" || status=1
fi
exit $status
