#!/bin/sh
# summary.sh BUILD-DIRECTORY: add up every test that the logs of `make check`
# tell of, and close with one line. A program without a count in its log, and
# a script that was passed over, show as one.
passed=0
failed=0
skipped=0
for result in "$1"/tests/*.trs "$1"/examples/*.trs; do
  [ -f "$result" ] || continue
  log=${result%.trs}.log
  counts=$(sed -nE \
    -e 's/^[0-9]+%: Checks: ([0-9]+), Failures: ([0-9]+), Errors: ([0-9]+)$/\1 \2 \3/p' \
    -e 's/^[a-z ]+: ([0-9]+) passed, ([0-9]+) failed$/+ \1 \2/p' "$log" | tail -n 1)
  verdict=$(sed -n 's/^:test-result: //p' "$result")
  case "$verdict/$counts" in
  SKIP/*) skipped=$((skipped + 1)) ;;
  */"+ "*)
    set -- "$1" $counts
    passed=$((passed + $3))
    failed=$((failed + $4))
    ;;
  */?*)
    set -- "$1" $counts
    passed=$((passed + $2 - $3 - $4))
    failed=$((failed + $3 + $4))
    ;;
  PASS/) passed=$((passed + 1)) ;;
  esac
  # A program that died, or failed without saying how often, is one failure.
  case "$verdict/$counts" in
  FAIL/ | ERROR/) failed=$((failed + 1)) ;;
  esac
  case "$verdict" in
  FAIL | ERROR)
    echo "FAILED: $log"
    tail -n 40 "$log" | sed 's/^/  /'
    ;;
  esac
done
if [ "$skipped" -gt 0 ]; then
  echo "$passed passed, $failed failed, $skipped skipped"
else
  echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
