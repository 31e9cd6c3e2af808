# Rows that come again: what is remembered of them is what is computed of them alone,
# by however many threads; and what is wrong with one is told of each.
awk 'BEGIN { print "x,n,records"
  for (i = 1; i <= 20000; i++) { n = 10 + i % 7; print i % 5 "," n "," 20 * n } }' >rows.csv
{ echo x,n,records && sed 1d rows.csv | sort -u; } >once.csv
methods=blaker,blyth-still-casella,hypergeometric,mid-p-hypergeometric,wang
for threads in 1 2 3; do
  plusminus interval rows.csv --x x --n n -p records -m $methods -qf csv --threads $threads >$threads.csv
done
cmp 1.csv 2.csv && cmp 1.csv 3.csv && wc -l <1.csv
plusminus interval once.csv --x x --n n -p records -m $methods -qf csv | sort >once.out
sort -u 1.csv | cmp - once.out && wc -l <once.out
awk -F , -v OFS=, 'NR >= 9000 && NR % 7 == 0 { $1 = 99 } NR <= 9100' rows.csv >broken.csv
plusminus interval broken.csv --x x --n n -m blaker -p records -q --threads 2 2>errors
echo $? && sed -n '1p;$p' errors
