#!/bin/sh
# The shared library exports what the public headers declare, and only that
# (names that begin with _ are the compiler's).
# PM_LIBRARY: the library
. "$(dirname "$0")/shell.sh"
case ${PM_LDFLAGS-} in
*--coverage*)
  echo "exports: gcov adds names of its own"
  exit 77
  ;;
esac
library=${PM_LIBRARY:?}
nm -D --defined-only "$library" | awk '$3 !~ /^_/ { print $3 }' | sort >"$scratch/exported"
grep -hv "^#" "$top"/include/plusminus/*.h | tr '\n' ' ' | sed 's,/\*[^*]*\*\+\([^/*][^*]*\*\+\)*/,,g' |
  grep -oE 'PM_API [^;(]*[(;]' | sed -E 's/.*[ *]([a-z0-9_]+)[(;]$/\1/' | sort >"$scratch/declared"
diff "$scratch/declared" "$scratch/exported" >"$scratch/log"
if [ $? -eq 0 ]; then pass; else fail "declared (<) and exported (>) differ"; fi
finish exports
