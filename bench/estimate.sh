#!/usr/bin/env bash
# estimate.sh FILE: seconds that `estimate` takes for the rate of the whole, 43 forces and
# 8 crime types with standard error, interval and design effect, from a file of make_csv,
# beside peers in the same run: R's survey with data.table, and DuckDB (found by
# DUCKDB_HOME, a folder where npm installed @duckdb/node-api), which does the sums alone.
# Peers that are not installed are left out. The least of five. PM_BUILD is the build.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
file=$1
program=$PM_BUILD/.libs/plusminus
export LD_LIBRARY_PATH=$PM_BUILD/.libs

run() {
  "$program" estimate "$file" --rate recorded --strata force --weight weight \
    --population population --by force --by type --quiet --format csv --threads "$1"
}

# least THREADS: the least wall time of five runs, in microseconds.
least() {
  local best=0 from took
  for _ in 1 2 3 4 5; do
    from=${EPOCHREALTIME/[.,]/}
    run "$1" >/dev/null
    took=$((${EPOCHREALTIME/[.,]/} - from))
    if [ "$best" -eq 0 ] || [ "$took" -lt "$best" ]; then best=$took; fi
  done
  echo "$best"
}

# tell NAME SECONDS: and how many times ours on 2 threads.
tell() {
  awk -v name="$1" -v peer="$2" -v ours="$two" \
    'BEGIN { printf "%-28s %8.3f s, times ours %7.2f\n", name, peer, peer / (ours / 1e6) }'
}

two=$(least 2)
tell "estimate, 2 threads" "$(awk -v t="$two" 'BEGIN { print t / 1e6 }')"
tell "estimate, 1 thread" "$(awk -v t="$(least 1)" 'BEGIN { print t / 1e6 }')"
if [ -x /usr/bin/time ]; then
  { /usr/bin/time -f "%M" "$program" estimate "$file" --rate recorded --strata force \
    --weight weight --population population --by force --by type --quiet --format csv \
    >/dev/null; } 2>&1 | sed 's/$/ KiB of memory at most/'
fi
if [ -n "${DUCKDB_HOME:-}" ]; then
  tell "DuckDB, sums alone" "$(node "$here/estimate.mjs" "$file")"
fi
if command -v Rscript >/dev/null && Rscript -e 'library(survey); library(data.table)' >/dev/null 2>&1; then
  read -r seconds rate error < <(Rscript --vanilla "$here/estimate.R" "$file")
  tell "R survey and data.table" "$seconds"
  echo "the whole's rate and standard error by survey: $rate $error, by us:"
  run 2 | sed -n 2p | cut -d, -f8,9
fi
