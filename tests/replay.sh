#!/bin/sh
# Every seed of every fuzzer goes through its target without a complaint.
. "$(dirname "$0")/shell.sh"
sh "$top/tests/fuzz/stats_seeds.sh" "$PM_BUILD/tests/make_stats" "$scratch/stats" || exit
for program in ${PM_FUZZERS:?}; do
  name=$(basename "$program")
  seeds=$top/tests/fuzz/seeds/${name#fuzz_}
  [ "$name" = fuzz_stats ] && seeds=$scratch/stats
  for seed in "$seeds"/*; do
    expect "$name $seed" "$PM_BUILD/$program" "$seed"
  done
done
finish replay
