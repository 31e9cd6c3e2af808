#!/bin/sh
# The code is laid out as clang-format 14 does it. Passed over, with a word,
# where that version is not installed: others lay out differently.
. "$(dirname "$0")/shell.sh"
if ! clang-format --version 2>/dev/null | grep -q 'version 14\.'; then
  echo "layout: clang-format 14 is not here"
  exit 77
fi
for file in $(cd "$top" && find include src tests examples bench -name '*.[ch]'); do
  expect "$file: run ./dev format" clang-format --dry-run --Werror "$top/$file"
done
finish layout
