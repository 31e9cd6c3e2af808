#!/bin/sh
# The man pages pass mandoc's lint, and each command has one. Passed over,
# with a word, where mandoc is not installed.
. "$(dirname "$0")/shell.sh"
if ! command -v mandoc >/dev/null 2>&1; then
  echo "pages: mandoc is not here"
  exit 77
fi
for page in ${PM_PAGES:?}; do
  expect "$page" mandoc -Tlint -Wwarning "$PM_BUILD/$page"
done
expect "the completion is shell" bash -n "$PM_BUILD/doc/plusminus.bash"
finish pages
