#!/bin/sh
# Run a program under valgrind; an error or a leak is a failure.
exec valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,possible \
  --trace-children=no --child-silent-after-fork=yes "$@"
