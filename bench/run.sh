#!/usr/bin/env bash
# run.sh: run every benchmark of the build in PM_BUILD. Each prints its own
# ratio against a peer that it measures in the same run.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$PM_BUILD/bench/make_csv" 1000000 >"$scratch/records.csv"
for program in "$PM_BUILD"/bench/bench_*; do
  [ -x "$program" ] && [ -f "$program" ] || continue
  echo "== $(basename "$program")"
  case $program in
  */bench_rake) "$program" "$scratch/records.csv" "$scratch/weights.csv" ;;
  */bench_csv | */bench_scan) "$program" "$scratch/records.csv" ;;
  */bench_peers) sh "$(dirname "$0")/peers.sh" ;;
  *) "$program" ;;
  esac
done
echo "== estimate.sh"
bash "$(dirname "$0")/estimate.sh" "$scratch/records.csv"
echo "== files.sh"
bash "$(dirname "$0")/files.sh"
