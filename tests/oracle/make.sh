#!/usr/bin/env bash
# make.sh: run every script that writes an oracle. Each states in its head
# which packages and versions it takes its numbers from.
set -euo pipefail
cd "$(dirname "$0")"
for script in *.R; do
  echo "$script"
  Rscript --vanilla "$script"
done
for script in *.py; do
  [ -f "$script" ] || continue
  echo "$script"
  /usr/bin/python3 "$script"
done
