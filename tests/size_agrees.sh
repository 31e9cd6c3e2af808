#!/bin/sh
# What is planned is what the sample then gives: a sample of as many records as
# `size` says, whose spread comes out as expected, has in `estimate` the margin
# that `size` promised; one without an error has the limit that it was planned for.
. "$(dirname "$0")/shell.sh"
plusminus() {
  ${PM_WRAPPER:+"$PM_WRAPPER"} "${PM_PROGRAM:?}" "$@"
}

# figure FILE COLUMN: the number in that column of the first row of a csv.
figure() {
  awk -F, -v column="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == column) c = i }
    NR == 2 { print $c }' "$1"
}

# agree A B: within 1e-12 of each other.
agree() {
  awk -v a="$1" -v b="$2" 'BEGIN { d = a - b; if (d < 0) d = -d
    exit !(a > 0 && b > 0 && d <= 1e-12 * b) }'
}

# A mean: half the records above it and half below, so that their standard
# deviation with divisor n - 1 is the 12 planned for.
for population in 500 5000; do
  for margin in 1 2.5; do
    plusminus size --sd 12 --margin $margin --population $population --student -f csv \
      >"$scratch/plan.csv"
    n=$(figure "$scratch/plan.csv" n)
    even=$((n + n % 2))
    plusminus size --sd 12 --n $even --population $population --student -f csv \
      >"$scratch/even.csv"
    awk -v n=$even -v N=$population 'BEGIN { print "minutes,crimes"
      d = 12 * sqrt((n - 1) / n)
      for (i = 0; i < n; i++) printf "%.17g,%d\n", 20 + (i % 2 ? d : -d), N }' \
      >"$scratch/sample.csv"
    plusminus estimate "$scratch/sample.csv" --mean minutes --population crimes -f csv \
      >"$scratch/estimate.csv" 2>"$scratch/log"
    expect "a mean of $even of $population has the margin planned" \
      agree "$(figure "$scratch/estimate.csv" margin)" \
      "$(figure "$scratch/even.csv" achieved_margin)"
    expect "a mean within $margin of $population" \
      awk -v a="$(figure "$scratch/estimate.csv" margin)" -v m=$margin 'BEGIN { exit !(a <= m) }'
  done
done

# A discovery sample without an error has, of its one-sided interval, the
# tolerable rate as its limit or less, and one record less has not.
n=$(plusminus size --detect 5% -f csv 2>"$scratch/log" | awk -F, 'NR == 2 { print $8 }')
for k in $n $((n - 1)); do
  plusminus interval 0 "$k" --method clopper-pearson --side upper -f csv >"$scratch/limit-$k.csv"
done
expect "no error among $n: below 5%" \
  awk -v u="$(figure "$scratch/limit-$n.csv" upper)" 'BEGIN { exit !(u <= 0.05) }'
expect "one record less proves less" \
  awk -v u="$(figure "$scratch/limit-$((n - 1)).csv" upper)" 'BEGIN { exit !(u > 0.05) }'
# A rate, of which one half of the records is compliant. The plan is Wilson's interval at
# n(N-1)/(N-n) records and with z; in `estimate` it is at (n-1)N/(N-n), as its variance has the
# divisor n-1, and with t. With as many degrees of freedom as make t z, the one half width e
# gives the other: at a rate of one half 4e^2 = a/(1 + a), a being z^2 over the records.
# finite E WORTH OTHER: the half width, were there so many records instead of those.
finite() {
  awk -v e="$1" -v worth="$2" -v other="$3" 'BEGIN { s = 4 * e * e; a = s / (1 - s) * worth / other
    printf "%.17g\n", sqrt(a / (1 + a)) / 2 }'
}
for population in 20 100 1000; do
  for margin in 10% 5% 2%; do
    plusminus size --margin $margin --population $population --method wilson -f csv \
      >"$scratch/plan.csv" 2>"$scratch/log"
    n=$(figure "$scratch/plan.csv" n)
    n=$((n - n % 2))
    [ "$n" -lt $population ] || continue
    plusminus size --n $n --population $population --method wilson -f csv \
      >"$scratch/even.csv" 2>"$scratch/log"
    planned=$(figure "$scratch/even.csv" achieved_margin)
    printf 'force,x,n,size\na,%d,%d,%d\n' $((n / 2)) "$n" $population >"$scratch/counts.csv"
    awk -v n=$n -v N=$population 'BEGIN { print "ok,size"
      for (i = 0; i < n; i++) printf "%d,%d\n", i % 2, N }' >"$scratch/records.csv"
    z_like="--interval wilson-fpc --df 1e15"
    plusminus estimate "$scratch/counts.csv" --counts x/n --strata force --population size \
      $z_like -f csv >"$scratch/counted.csv" 2>"$scratch/log"
    plusminus estimate "$scratch/records.csv" --rate ok --population size $z_like -f csv \
      >"$scratch/recorded.csv" 2>"$scratch/log"
    expected=$(finite "$planned" $((n * (population - 1))) $(((n - 1) * population)))
    for found in counted recorded; do
      expect "$n of $population, $found: the interval that was planned" \
        agree "$(figure "$scratch/$found.csv" margin)" "$expected"
    done
  done
done

# Where estimate's default interval would be far wider, `size` says so, with the numbers that
# estimate then has.
plusminus size --n 50 --population 100 --method wilson -f csv >"$scratch/plan.csv" \
  2>"$scratch/note"
printf 'force,x,n,size\na,25,50,100\n' >"$scratch/counts.csv"
for interval in wilson wilson-fpc; do
  plusminus estimate "$scratch/counts.csv" --counts x/n --strata force --population size \
    --interval $interval -f csv >"$scratch/counted.csv" 2>"$scratch/log"
  points=$(figure "$scratch/counted.csv" margin | awk '{ printf "%.2f", 100 * $1 }')
  expect "size tells of $interval: $points points" grep -q "$interval.* has $points" "$scratch/note"
done
finish size_agrees
