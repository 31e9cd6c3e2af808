#!/bin/sh
# Includes only point down the module order, the tool sees public headers
# only, and each library we stand on is met in one module.
. "$(dirname "$0")/shell.sh"
order="core num table interval difference design calibrate estimate plan allocate explain tool"

# rank MODULE: its place in the order.
rank() {
  place=0
  for module in $order; do
    place=$((place + 1))
    [ "$module" = "$1" ] && echo $place && return
  done
  echo 0
}

# modules_of FILE: the modules whose headers it includes.
modules_of() {
  sed -n -e 's,^#include <plusminus/\([a-z]*\)\.h>.*,\1,p' \
    -e 's,^#include "\([a-z]*\)/[a-z_]*\.h".*,\1,p' "$1"
}

for file in "$top"/src/*/*.[ch] "$top"/include/plusminus/*.h; do
  name=${file#"$top"/}
  case $name in
  include/*) own=$(basename "$file" .h) ;;
  *) own=$(basename "$(dirname "$file")") ;;
  esac
  wrong=
  for used in $(modules_of "$file"); do
    [ "$(rank "$used")" -gt 0 ] && [ "$(rank "$used")" -le "$(rank "$own")" ] || wrong="$wrong $used"
  done
  if [ "$own" = tool ] && grep -q '^#include "[a-z]*/' "$file"; then
    wrong="$wrong (not a public header)"
  fi
  : >"$scratch/log"
  if [ -z "$wrong" ]; then pass; else fail "$name includes upwards:$wrong"; fi
done

# only_in MODULE PATTERN: headers of a library are included there alone.
only_in() {
  found=$(grep -lE "^#include <$2>" "$top"/src/*/*.[ch] "$top"/include/plusminus/*.h |
    grep -vE "/src/($1)/" || :)
  : >"$scratch/log"
  if [ -z "$found" ]; then pass; else fail "<$2> outside $1: $found"; fi
}
only_in "num|tool" 'gsl/.*'
only_in "table|tool" 'csv\.h'
only_in "table|tool" 'cjson/.*'
only_in "table|tool" 'zlib\.h'
only_in "table" 'nettle/.*'
only_in "table" 'utf8proc\.h'
only_in "table" 'readstat\.h'
finish includes
