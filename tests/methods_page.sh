#!/bin/sh
# doc/methods.md is what the method tables say.
. "$(dirname "$0")/shell.sh"
"${PM_BUILD:?}/plusminus-docs" methods >"$scratch/methods.md"
expect "plusminus-docs prints the page" test -s "$scratch/methods.md"
expect "doc/methods.md: write it again by plusminus-docs methods" \
  diff "$top/doc/methods.md" "$scratch/methods.md"
"$PM_BUILD/plusminus" methods estimate-interval -f csv >"$scratch/names.csv"
for name in $(sed 1d "$scratch/names.csv" | cut -d, -f2); do
  expect "doc/estimation.md has the limits of $name" grep -q "^| \`$name\` |" "$top/doc/estimation.md"
done
finish methods_page
