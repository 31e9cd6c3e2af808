# shell.sh: what the test scripts share. Sourced; sets top and scratch.
set -u
LC_ALL=C
export LC_ALL
top=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plusminus-test.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
passed=0
failed=0

pass() {
  passed=$((passed + 1))
}

# fail WHAT: its output so far is in $scratch/log, if there is any.
fail() {
  failed=$((failed + 1))
  echo "FAILED: $1"
  if [ -s "$scratch/log" ]; then
    sed 's/^/  /' "$scratch/log"
  fi
}

# expect WHAT COMMAND...: passes when the command exits 0.
expect() {
  what=$1
  shift
  if "$@" >"$scratch/log" 2>&1; then
    pass
  else
    fail "$what"
  fi
}

# finish NAME: the closing line, and the exit status.
finish() {
  echo "$1: $passed passed, $failed failed"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
  exit
}
