# Values that lie close together, in a late piece of a file and in a late part: no digits cancel in their squares
printf 'c,y\n' | tee a.csv >b.csv
awk 'BEGIN { for (i = 0; i < 60000; i++) print i % 7 ",NA" }' >>a.csv
awk 'BEGIN { for (i = 0; i < 50; i++) print i % 7 "," 10000000 + i * i % 10 }' >>b.csv
{ cat a.csv; tail -n +2 b.csv; } >all.csv
for file in b all; do
  plusminus estimate $file.csv --mean y --cluster c -f csv -q | cut -d, -f1-8,12-16
done
for part in a b; do
  plusminus estimate $part.csv --mean y --cluster c --save-state $part.json -f csv -q >$part.out
done
plusminus combine a.json b.json -f csv -q | cut -d, -f1-8,12-16
