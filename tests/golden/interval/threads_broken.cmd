# Reading ends early: the faults of the rows before come first.
awk 'BEGIN { print "id,x,n"
  for (i = 1; i <= 3000; i++) print i "," (i % 900 == 0 ? 99 : 3) ",9"
  print "3001,3" }' >rows.csv
for threads in 1 2; do
  plusminus interval rows.csv --x x --n n --threads $threads 2>$threads.err
  echo $?
done
cmp 1.err 2.err && cat 1.err
