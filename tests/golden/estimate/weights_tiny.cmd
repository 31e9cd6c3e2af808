for w in 1e-300 1e300 1e-130; do
  printf 'x,w\n3,%s\n4,%s\n8,%s\n' $w $w $w >file.csv
  plusminus estimate file.csv --mean x --total x --weight w --format csv
done
printf 'x\n3e-200\n4e-200\n8e-200\n' >file.csv
plusminus estimate file.csv --mean x --format csv
