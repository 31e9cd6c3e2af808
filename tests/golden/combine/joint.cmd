printf "x,chance\n1,0.5\n0,0.5\n" >a.csv
printf "a,b\n0.5,0.2\n0.2,0.5\n" >joint.csv
plusminus estimate a.csv --total x --population chance --pps yates-grundy --joint joint.csv --save-state a.json
