# The bytes do not depend on the threads: more rows than are in flight at once.
awk 'BEGIN { print "id,x,n"
  for (i = 1; i <= 6000; i++) printf "row %d,%d,%d\n", i, i * 7 % (i % 50 + 2), i % 50 + 1 }' >rows.csv
for threads in 1 2 5; do
  plusminus interval rows.csv --x x --n n -m wilson,blaker,wald -f json --threads $threads >$threads.json
  plusminus interval rows.csv --x x --n n -o $threads.txt --threads $threads
done
cmp 1.json 2.json && cmp 1.json 5.json && cmp 1.txt 2.txt && cmp 1.txt 5.txt && tail -n 3 1.txt
