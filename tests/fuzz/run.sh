#!/usr/bin/env bash
# run.sh SECONDS [NAME...]: build each fuzzer with clang's libFuzzer and both
# sanitizers, and run it that long from its seeds. What it finds is left in
# build-fuzz/ and ends the run with a failure.
set -euo pipefail
seconds=$1
shift
top=$(cd "$(dirname "$0")/../.." && pwd)
build=$top/build-fuzz
libraries=(gsl libcjson zlib nettle libutf8proc)
flags=(-std=c17 -g -O1 -D_GNU_SOURCE -DPACKAGE_VERSION='"fuzz"' -ffp-contract=off
  -fsanitize=address,undefined,float-cast-overflow
  -fno-sanitize-recover=undefined,float-cast-overflow
  -I"$top/include" -I"$top/src" -I"$top/src/tool" -I"$top/tests")
read -ra library_flags <<<"$(pkg-config --cflags --libs "${libraries[@]}") -lcsv -lreadstat -lm"
mapfile -t sources < <(find "$top/src" -name '*.c' ! -path '*/tool/main.c' \
  ! -path '*/tool/docs_main.c' | sort)
mkdir -p "$build/objects"

# The library is compiled once for all the fuzzers; no two files have one name.
compile_library() {
  (cd "$build/objects" && rm -f ./*.o &&
    clang "${flags[@]}" -fsanitize=fuzzer-no-link -c "${sources[@]}")
}

# stats_seeds DIRECTORY: they are made, not kept.
stats_seeds() {
  cc -std=c17 -D_GNU_SOURCE -I"$top/include" -I"$top/src" -o "$build/make_stats" \
    "$top/tests/make_stats.c" "$top/tests/stats_writer.c" "$top"/src/core/*.c \
    "$top"/src/table/*.c "${library_flags[@]}"
  sh "$top/tests/fuzz/stats_seeds.sh" "$build/make_stats" "$1"
}

run_one() {
  local name=$1 corpus=$build/corpus-$1 seeds=$top/tests/fuzz/seeds/$1
  mkdir -p "$corpus"
  if [ "$name" = stats ]; then
    seeds=$build/seeds-stats
    stats_seeds "$seeds"
  fi
  clang "${flags[@]}" -fsanitize=fuzzer -o "$build/$name" "$top/tests/fuzz/fuzz_$name.c" \
    "$build"/objects/*.o "${library_flags[@]}"
  echo "fuzz $name for $seconds seconds"
  # A small quarantine makes the runs three times as many.
  (cd "$build" && ASAN_OPTIONS=quarantine_size_mb=1 "./$name" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 \
    -print_final_stats=1 -verbosity=0 "$corpus" "$seeds")
}

names=("$@")
if [ ${#names[@]} -eq 0 ]; then
  for target in "$top"/tests/fuzz/fuzz_*.c; do
    target=${target##*/fuzz_}
    names+=("${target%.c}")
  done
fi
compile_library
for name in "${names[@]}"; do
  run_one "$name"
done
