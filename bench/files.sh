#!/usr/bin/env bash
# files.sh [ROWS]: seconds that `interval FILE` and `difference FILE` take for a
# million rows (or ROWS), by one thread and by two, and as a ratio to the method
# that does next to nothing but reading and writing, in the same run. The least of
# three; PM_BUILD is the build.
set -euo pipefail
rows=${1:-1000000}
program=$PM_BUILD/.libs/plusminus
export LD_LIBRARY_PATH=$PM_BUILD/.libs
files=$(mktemp -d)
trap 'rm -rf "$files"' EXIT
for kind in counts populations audits pairs; do
  "$PM_BUILD/bench/make_counts" "$kind" "$rows" >"$files/$kind.csv"
done

# least ARGUMENT...: the least wall time of three runs, in microseconds.
least() {
  local best=0 from took
  for _ in 1 2 3; do
    from=${EPOCHREALTIME/[.,]/}
    "$program" "$@" --quiet --format csv >"$files/out"
    took=$((${EPOCHREALTIME/[.,]/} - from))
    if [ "$best" -eq 0 ] || [ "$took" -lt "$best" ]; then best=$took; fi
  done
  echo "$best"
}

# race KIND PEER METHODS ARGUMENT...: each of the methods against the peer.
race() {
  local kind=$1 peer=$2 methods=$3 method one two peer_one peer_two
  shift 3
  set -- "$@" "$files/$kind.csv"
  peer_one=$(least "$@" --method "$peer" --threads 1)
  peer_two=$(least "$@" --method "$peer" --threads 2)
  echo "$1, $rows rows of $kind: seconds by 1 and 2 threads, each over $peer's"
  for method in $methods; do
    one=$(least "$@" --method "$method" --threads 1)
    two=$(least "$@" --method "$method" --threads 2)
    awk -v name="$method" -v one="$one" -v two="$two" -v a="$peer_one" -v b="$peer_two" \
      'BEGIN { printf "  %-22s %7.2f %7.2f %8.2f %6.2f\n", name, one / 1e6, two / 1e6, one / a, two / b }'
  done
}

# methods_for ARGUMENT...: the methods that `--method all` takes for these numbers.
methods_for() {
  "$program" "$@" --method all --quiet --format csv | sed 1d | cut -d, -f1
}

plain=$(methods_for interval 5 10)
finite=$(methods_for interval 5 10 --population 100 | grep -vxF "$plain")
# The cost of exact-unconditional is in bench_difference: it would take days.
compared=$(methods_for difference 5 10 6 10 | grep -vx exact-unconditional)

race counts wilson "$plain" interval --x x --n n
race populations wilson-fpc "$finite" interval --x x --n n --population population
race audits wilson-fpc "$plain $finite" interval --x x --n n --population population
race pairs wald "$compared" difference --x1 x1 --n1 n1 --x2 x2 --n2 n2
