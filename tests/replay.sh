#!/bin/sh
# Every seed of every fuzzer goes through its target without a complaint.
. "$(dirname "$0")/shell.sh"
for program in ${PM_FUZZERS:?}; do
  name=$(basename "$program")
  for seed in "$top/tests/fuzz/seeds/${name#fuzz_}"/*; do
    expect "$name $seed" "$PM_BUILD/$program" "$seed"
  done
done
finish replay
