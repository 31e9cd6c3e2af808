# The bytes do not depend on the threads.
awk 'BEGIN { print "id,a,b,c,d"
  for (i = 1; i <= 2000; i++) print i "," i % 30 "," i % 30 + 1 "," i % 7 ",9" }' >rows.csv
for threads in 1 2; do
  plusminus difference rows.csv --x1 a --n1 b --x2 c --n2 d -m newcombe,mee -f csv \
    --threads $threads >$threads.csv
done
cmp 1.csv 2.csv && tail -n 2 1.csv
