#!/bin/sh
# tests/oracle/census.md says from which sources, and in how many cases, every
# method has limits to compare with. It is what census.pl finds, and every method
# has 2,000 cases from each of two.
. "$(dirname "$0")/shell.sh"
expect "a method has too few cases" perl "$top/tests/census.pl" "$top/tests"
perl "$top/tests/census.pl" "$top/tests" >census.found 2>/dev/null
expect "census.pl prints something else" cmp census.found "$top/tests/oracle/census.md"
rm -f census.found
finish census
