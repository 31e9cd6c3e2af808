# Of joint chances, units without records of a domain count as 0 against those with some: a
# domain's total is the total of what is 0 outside it.
printf 'c,p,y,in1,d\nu,0.5,3,3,1\nv,0.5,5,0,2\nw,0.4,4,4,1\nw,0.4,2,0,2\n' >a.csv
printf 'u,v,w\n0.5,0.2,0.15\n0.2,0.5,0.15\n0.15,0.15,0.4\n' >joint.csv
for method in yates-grundy horvitz-thompson; do
  plusminus estimate a.csv --total y,in1 --cluster c --population p --pps $method --joint joint.csv --by d -f csv -q |
    awk -F, -v method=$method '$1 == "(all)" && $3 == "in1" || $1 == 1 && $3 == "y" { print method, $1, $3, $8 }'
done
