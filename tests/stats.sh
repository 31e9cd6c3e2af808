#!/bin/sh
# Files of statistics programs through the program: the same bytes out as from
# the CSV that they were made from, and what cannot be read is told.
. "$(dirname "$0")/shell.sh"
make_stats=$PM_BUILD/tests/make_stats
csv=$scratch/audit.csv
{
  echo "force,region,recorded,crimes"
  sed -e 1d -e 's/,/,1,/' "$top/examples/audit_2014.csv"
} >"$csv"

# estimate FILE OUT: what a run on counts says of it.
estimate() {
  "$PM_PROGRAM" estimate "$1" --counts recorded/crimes --strata force \
    --frame "$top/examples/forces_2013.csv" --population recorded_crime --by region \
    --format csv >"$2" 2>"$2.err"
}

estimate "$csv" "$scratch/expected" || fail "estimate from the CSV"
for kind in $("$make_stats"); do
  expect "make $kind" "$make_stats" "$kind" "$csv" "$scratch/audit.$kind"
  expect "estimate from $kind" estimate "$scratch/audit.$kind" "$scratch/found"
  expect "$kind is as the CSV" cmp "$scratch/expected" "$scratch/found"
  expect "$kind has the same notes" cmp "$scratch/expected.err" "$scratch/found.err"
done

# Records, in pieces and by two threads.
records() {
  "$PM_PROGRAM" estimate "$1" --mean api00 --rate over700 --quantile api99:0.5 --strata stype \
    --population fpc --weight pw --by awards --threads 2 --format csv >"$2" 2>"$2.err"
}
expect "records from the CSV" records "$top/tests/data/records/apistrat.csv" "$scratch/expected"
for kind in $("$make_stats"); do
  expect "make records as $kind" "$make_stats" "$kind" "$top/tests/data/records/apistrat.csv" \
    "$scratch/records.$kind"
  expect "records from $kind" records "$scratch/records.$kind" "$scratch/found"
  expect "records of $kind are as the CSV's" cmp "$scratch/expected" "$scratch/found"
done

# The hash is of the file's own bytes.
"$PM_PROGRAM" interval "$scratch/audit.dta118" --x recorded --n crimes --format json >"$scratch/json"
expect "the file's own hash" \
  grep -q "$(sha256sum "$scratch/audit.dta118" | cut -d' ' -f1)" "$scratch/json"

# refuse WHAT EXPECTED: the last run's message and its status.
refuse() {
  status=$?
  printf '%s\n' "plusminus: $2" >"$scratch/wanted"
  if [ $status -eq 1 ]; then pass; else fail "$1: exit $status"; fi
  expect "$1" diff "$scratch/wanted" "$scratch/err"
}
read_it() {
  "$PM_PROGRAM" interval "$@" --x recorded --n crimes >/dev/null 2>"$scratch/err"
}

not_in_order="which is not read in order; give the name of a file, not standard input or a pipe"
read_it - <"$scratch/audit.dta118"
refuse "standard input" "standard input: this is a Stata file, $not_in_order"
read_it - <"$scratch/audit.sas7bdat"
refuse "SAS on standard input" "standard input: this is a SAS data set, $not_in_order"
mkfifo "$scratch/pipe"
cat "$scratch/audit.sav" >"$scratch/pipe" &
read_it "$scratch/pipe"
refuse "a pipe" "$scratch/pipe: this is an SPSS file, $not_in_order"
wait

# A fault in the data names the row of the CSV that the file stands for.
printf 'force,recorded,crimes\nEssex,1,2\nKent,3,2\n' >"$csv"
expect "make a fault" "$make_stats" dta118 "$csv" "$scratch/fault.dta"
read_it "$csv"
sed "s,$csv,$scratch/fault.dta," "$scratch/err" >"$scratch/wanted"
read_it "$scratch/fault.dta"
expect "a fault is in the CSV's row" diff "$scratch/wanted" "$scratch/err"
expect "a fault has a row" grep -q 'fault.dta:3: ' "$scratch/err"
finish stats
