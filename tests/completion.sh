#!/usr/bin/env bash
# The completion offers what may stand there.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0"
. "$(dirname "$0")/shell.sh"
. "$PM_BUILD/doc/plusminus.bash"

# offers EXPECTED WORD...: the words as bash splits them, of which the last is
# being completed. EXPECTED are the offers with a bar between.
offers() {
  local expected=$1
  shift
  COMP_WORDS=(plusminus "$@")
  COMP_CWORD=$#
  _plusminus
  printf '%s|' "${COMPREPLY[@]}" >"$scratch/log"
  if [ "$(cat "$scratch/log")" = "$expected|" ]; then pass; else fail "after $*"; fi
}

cd "$scratch" || exit 1
mkdir files
touch 'files/a b.csv'
offers 'interval' in
offers 'estimate|explain' help e
offers 'interval' methods i
offers 'estimate-interval' methods e
offers '--method' interval --m
offers 'wilson|wilson-cc|wilson-fpc' interval --method wil
offers 'wald,clopper-pearson' interval -m wald,c
offers 'latex' estimate --format = l
offers 'wr|wor' estimate --deff = w
offers 'text|csv|tsv|json|markdown|html|latex' interval --format =
offers 'files/a b.csv' estimate --frame files/
offers 'files/a b.csv' estimate files/
offers '' estimate --by ''
finish completion
