# Faults in the file's order, whether they are seen in reading or in computing.
awk 'BEGIN { print "id,x,n"
  for (i = 1; i <= 9000; i++) print i "," (i % 700 == 0 ? "many" : i % 500 == 0 ? 99 : 3) ",9" }' >rows.csv
for threads in 1 2 3; do
  plusminus interval rows.csv --x x --n n --threads $threads 2>$threads.err
  echo $?
done
cmp 1.err 2.err && cmp 1.err 3.err && cat 1.err
