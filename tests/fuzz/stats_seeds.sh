#!/bin/sh
# stats_seeds.sh MAKE_STATS DIRECTORY: a file of each kind, and three cut ones of
# each, for the fuzzer of files of statistics programs: none is in the tree,
# since nobody could read it there.
set -eu
make_stats=$1
seeds=$2
data=$(cd "$(dirname "$0")/../data" && pwd)
mkdir -p "$seeds"
for kind in $("$make_stats"); do
  "$make_stats" "$kind" "$data/stats.csv" "$seeds/whole.$kind"
  size=$(wc -c <"$seeds/whole.$kind")
  for part in 1 2 3; do
    head -c $((size * part / 4)) "$seeds/whole.$kind" >"$seeds/cut$part.$kind"
  done
done
for kind in dta118 sav zsav; do
  "$make_stats" "$kind" "$data/stats_wide.csv" "$seeds/wide.$kind"
done
