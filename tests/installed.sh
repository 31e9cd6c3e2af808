#!/bin/sh
# Install what PM_BUILD holds into a scratch directory and use it as
# a stranger would: pkg-config, a compiler, the program, the man page.
. "$(dirname "$0")/shell.sh"
build=$(cd "${PM_BUILD:?}" && pwd)
unset MAKEFLAGS MFLAGS MAKELEVEL
expect "make install" make -C "$build" --no-print-directory install \
  DESTDIR="$scratch/root"
prefix=$(sed -n 's/^prefix = //p' "$build/Makefile")
root=$scratch/root$prefix
cat >"$scratch/user.c" <<'C'
#include <plusminus.h>
#include <stdio.h>
int main(void)
{
  pm_level level;
  pm_interval interval;
  const pm_case data = {100, 115, 0};
  if (pm_level_make(&level, 0.95, PM_SIDE_TWO, NULL) != PM_OK ||
      pm_interval_compute(pm_interval_find("wilson"), &level, &data, &interval, NULL) != PM_OK)
    return 1;
  return printf("%.4f %.4f\n", interval.lower, interval.upper) < 0;
}
C
PKG_CONFIG_PATH=$root/lib/pkgconfig
PKG_CONFIG_SYSROOT_DIR=$scratch/root
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
if flags=$(${PKG_CONFIG:-pkg-config} --cflags --libs plusminus 2>"$scratch/log"); then pass; else
  fail "pkg-config --cflags --libs plusminus"
fi
# shellcheck disable=SC2086 # the flags are words, and the sanitizers' may be none
expect "a program compiles against the library" ${CC:-cc} ${PM_LDFLAGS-} -o "$scratch/user" \
  "$scratch/user.c" $flags
LD_LIBRARY_PATH=$root/lib
export LD_LIBRARY_PATH
: >"$scratch/log"
answer=$("$scratch/user" 2>"$scratch/log")
if [ "$answer" = "0.7959 0.9193" ]; then pass; else fail "its answer is '$answer'"; fi
expect "the program runs" "$root/bin/plusminus" --version
for page in plusminus plusminus-interval plusminus-estimate plusminus-explain; do
  expect "$page.1 is installed" test -s "$root/share/man/man1/$page.1"
done
expect "the completion is installed" test -s \
  "$root/share/bash-completion/completions/plusminus"
finish installed
