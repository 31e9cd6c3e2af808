#!/bin/sh
# No file over 600 lines, no function over 60, no file name twice.
. "$(dirname "$0")/shell.sh"
for file in "$top"/src/*/*.[ch] "$top"/include/plusminus/*.h "$top"/tests/*.[ch]; do
  name=${file#"$top"/}
  : >"$scratch/log"
  lines=$(wc -l <"$file")
  if [ "$lines" -le 600 ]; then pass; else fail "$name has $lines lines"; fi
  # With the house layout a function's braces, and no others, stand alone in
  # column 1, and its head begins in column 1 after the last closing line.
  awk '
    /^[A-Za-z].*\(/ && !open { head = NR; text = $0 }
    /^\{/ { open = 1 }
    /^\}$/ && open { if (NR - head + 1 > 60) print NR - head + 1 " lines: " text; open = 0 }
  ' "$file" >"$scratch/log"
  if [ ! -s "$scratch/log" ]; then pass; else fail "$name has a long function"; fi
done
: >"$scratch/log"
(cd "$top" && find src include tests examples bench -name '*.[ch]' -o -name '*.def' -name '*.sh') |
  sed 's,.*/,,' | sort | uniq -d |
  grep -vxE '(core|num|table|interval|design|estimate|plan|allocate|explain)\.[ch]' >"$scratch/log"
if [ ! -s "$scratch/log" ]; then pass; else fail "file names that stand twice"; fi
finish sizes
