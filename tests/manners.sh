#!/bin/sh
# The library never prints, ends the process or touches what the process
# shares; nothing in the tree depends on the locale or is left unfinished.
. "$(dirname "$0")/shell.sh"

# never WHAT PATTERN FILE...: the pattern, as a word in code, is in no file.
never() {
  what=$1
  pattern=$2
  shift 2
  grep -nE "$pattern" "$@" >"$scratch/log"
  if [ ! -s "$scratch/log" ]; then pass; else fail "$what"; fi
}

library=$(find "$top/src" -name '*.[ch]' ! -path '*/tool/*')
all=$(find "$top/src" "$top/include" -name '*.[ch]')
# shellcheck disable=SC2086 # file names here have no blanks
{
  never "the library ends the process" \
    '(^|[^a-z_])(exit|_exit|abort|quick_exit|raise|kill)\(' $library
  never "the library prints, or shares a buffer" \
    '(^|[^a-z_.>])(strerror|printf|puts|putchar|perror)\(|[(, ](stdout|stderr)[,)]' $library
  never "the library changes what the process shares" \
    '(^|[^a-z_])(setlocale|uselocale|signal|sigaction|setenv|putenv|umask|chdir|srand|cJSON_InitHooks|gsl_set_error_handler[a-z_]*)\(' $library
  never "a number's text depends on the locale" \
    '%([-+#0-9]*|[-+#0-9]*\.([1-9*][0-9]*)?)[eEfFgGaA]|%\.0[eEgG]|(^|[^a-z_])(strtod|strtof|strtold|atof|atoi|sscanf|isalpha|isdigit|isspace|isalnum|tolower|toupper|strcasecmp)\(' $library
  never "an unbounded or unsafe call" \
    '(^|[^a-z_])(gets|strcpy|strcat|sprintf|vsprintf|strtok|tmpnam|mktemp|system|popen|alloca)\(' $all
  never "unfinished work" 'TODO|FIXME|(^|[^X])XXX([^X]|$)|not implemented' $all
}
finish manners
