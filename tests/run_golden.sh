#!/usr/bin/env bash
# run_golden.sh [--rewrite] PROGRAM [CASE...]: run tests/golden/*/NAME.cmd and
# compare standard output with NAME.out, standard error with NAME.err, and the
# exit status with NAME.exit; a file that is not there means nothing printed,
# and 0. Each case runs in an empty directory in which `examples` and `data`
# are to be found, and `plusminus` is PROGRAM. CASE is like "errors/usage".
# With --rewrite the files get what was printed.
set -u
LC_ALL=C
export LC_ALL
unset COLUMNS
top=$(cd "$(dirname "$0")/.." && pwd)
golden=$top/tests/golden
rewrite=
if [ "${1:-}" = --rewrite ]; then
  rewrite=1
  shift
fi
program=${1:?usage: run_golden.sh [--rewrite] PROGRAM [CASE...]}
shift
program=$(cd "$(dirname "$program")" && pwd)/$(basename "$program")
if [ ! -x "$program" ]; then
  echo "golden: $program is not a program" >&2
  exit 1
fi
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plusminus-golden.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

# `plusminus` on PATH. libtool's stand-in would start a shell for every case.
make_program() {
  local real=$program
  if [ -x "$(dirname "$program")/.libs/$(basename "$program")" ]; then
    real=$(dirname "$program")/.libs/$(basename "$program")
    LD_LIBRARY_PATH=$(dirname "$real")${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    export LD_LIBRARY_PATH
  fi
  mkdir "$scratch/bin"
  if [ -n "${PM_WRAPPER:-}" ]; then
    printf '#!/bin/sh\nexec %s "%s" "$@"\n' "$PM_WRAPPER" "$real" >"$scratch/bin/plusminus"
    chmod +x "$scratch/bin/plusminus"
  else
    ln -s "$real" "$scratch/bin/plusminus"
  fi
  PATH=$scratch/bin:$PATH
}

# The data that are not text, or large, are made here.
make_data() {
  local data=$scratch/data
  mkdir "$data"
  cp "$golden"/data/* "$data"
  printf 'force,x,n\nA\0B,1,2\n' >"$data/nul.csv"
  printf 'force,x,n\nA\377B,1,2\n' >"$data/latin1.csv"
  printf '\357\273\277force,x,n\r\nAvon,100,115\r\n' >"$data/bom_crlf.csv"
  printf 'force,x,n\n' >"$data/huge_field.csv"
  head -c 1100000 /dev/zero | tr '\0' a >>"$data/huge_field.csv"
  printf ',1,2\n' >>"$data/huge_field.csv"
  gzip -n <"$data/simple.csv" >"$data/simple.csv.gz"
  head -c 40 "$data/simple.csv.gz" >"$data/truncated.csv.gz"
  : >"$data/empty.csv"
  mkdir "$data/directory"
  awk 'BEGIN { print "force,x,n"; for (i = 1; i <= 30; i++) printf "F%d,%dx,9\n", i, i }' \
    >"$data/many_faults.csv"
}

# same FILE EXPECTED: EXPECTED may be absent when FILE is empty.
same() {
  if [ -f "$2" ]; then cmp -s "$1" "$2"; else [ ! -s "$1" ]; fi
}

show_difference() {
  local expected=$2
  [ -f "$expected" ] || expected=/dev/null
  diff -u --label "expected $3" --label "got $3" "$expected" "$1" | head -n 40
}

# keep FILE EXPECTED: what --rewrite leaves behind.
keep() {
  if [ -s "$1" ]; then cp "$1" "$2"; else rm -f "$2"; fi
}

run_case() {
  local base=$1 here=$scratch/here status
  rm -rf "$here"
  mkdir "$here"
  ln -s "$top/examples" "$here/examples"
  ln -s "$scratch/data" "$here/data"
  (cd "$here" && bash "$base.cmd") >"$scratch/out" 2>"$scratch/err" </dev/null
  status=$?
  : >"$scratch/exit"
  [ "$status" -eq 0 ] || echo "$status" >"$scratch/exit"
}

check_case() {
  local base=$1 name=$2 part wrong=
  for part in out err exit; do
    if [ -n "$rewrite" ]; then
      keep "$scratch/$part" "$base.$part"
    elif ! same "$scratch/$part" "$base.$part"; then
      [ -n "$wrong" ] || echo "FAILED: $name"
      wrong=1
      [ "$failed" -ge 20 ] || show_difference "$scratch/$part" "$base.$part" "$name.$part"
    fi
  done
  if [ -n "$wrong" ]; then failed=$((failed + 1)); else passed=$((passed + 1)); fi
}

# Some cases prove what happens when a disk is full.
if [ ! -c /dev/full ]; then
  echo "golden: /dev/full is not a device here" >&2
  exit 1
fi
passed=0
failed=0
make_program
make_data
if [ $# -eq 0 ]; then
  set -- $(cd "$golden" && ls */*.cmd | sed 's/\.cmd$//')
fi
for name in "$@"; do
  run_case "$golden/$name"
  check_case "$golden/$name" "$name"
done
# What is expected of no case was forgotten when a case was renamed.
for file in "$golden"/*/*.out "$golden"/*/*.err "$golden"/*/*.exit; do
  if [ -f "$file" ] && [ ! -f "${file%.*}.cmd" ]; then
    echo "FAILED: $file belongs to no .cmd"
    failed=$((failed + 1))
  fi
done
echo "golden: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
