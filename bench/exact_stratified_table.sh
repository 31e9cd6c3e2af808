#!/bin/sh
# exact_stratified_table.sh PROGRAM: put what bench_exact_stratified prints into its
# place in doc/exact-stratified.md.
set -eu
page=$(dirname "$0")/../doc/exact-stratified.md
table=$(mktemp)
fresh=$(mktemp)
trap 'rm -f "$table" "$fresh"' EXIT
"$1" >"$table"
awk -v table="$table" '
  /^<!-- end of table -->/ { while ((getline line < table) > 0) print line; skip = 0 }
  !skip { print }
  /^<!-- table -->/ { skip = 1 }' "$page" >"$fresh"
cat "$fresh" >"$page"
