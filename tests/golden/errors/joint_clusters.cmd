printf "x,chance,c\n1,0.5,u\n0,0.5,v\n3,0.4,w\n" >a.csv
printf "u,v,z\n0.5,0.2,0.15\n0.2,0.5,0.15\n0.15,0.15,0.4\n" >joint.csv
plusminus estimate a.csv --total x --population chance --pps yates-grundy --joint joint.csv --cluster c
printf "0.5,0.2,0.15\n0.2,0.5,0.15\n0.15,0.15,0.4\n" >joint.csv
plusminus estimate a.csv --total x --population chance --pps yates-grundy --joint joint.csv --cluster c
printf "x,chance,c,s\n1,0.5,u,a\n0,0.5,v,b\n3,0.4,u,b\n" >a.csv
printf "u,v,w\n0.5,0.2,0.15\n0.2,0.5,0.15\n0.15,0.15,0.4\n" >joint.csv
plusminus estimate a.csv --total x --population chance --pps yates-grundy --joint joint.csv --cluster c --strata s
