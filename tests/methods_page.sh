#!/bin/sh
# doc/methods.md is what the method tables say.
. "$(dirname "$0")/shell.sh"
"${PM_BUILD:?}/plusminus-docs" methods >"$scratch/methods.md"
expect "plusminus-docs prints the page" test -s "$scratch/methods.md"
expect "doc/methods.md: write it again by plusminus-docs methods" \
  diff "$top/doc/methods.md" "$scratch/methods.md"
finish methods_page
