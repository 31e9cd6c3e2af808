printf "x,chance,c\n1,0.5,u\n0,0.5,v\n3,0.4,w\n" >a.csv
printf "u,v,w\n0.5,0.2,0.15\n0.25,0.5,0.15\n0.15,0.15,0.4\n" >joint.csv
plusminus estimate a.csv --total x --population chance --pps yates-grundy --joint joint.csv
printf "u,v,w\n0.6,0.2,0.15\n0.2,0.5,0.15\n0.15,0.15,0.4\n" >joint.csv
plusminus estimate a.csv --total x --population chance --pps yates-grundy --joint joint.csv
printf "u,v,w\n0.5,0.45,0.15\n0.45,0.5,0.45\n0.15,0.45,0.4\n" >joint.csv
plusminus estimate a.csv --total x --population chance --pps yates-grundy --joint joint.csv
printf "u,v,w\n0.5,0,-1\n0,0.5,NA\n2,0.15,0.4\n" >joint.csv
plusminus estimate a.csv --total x --population chance --pps yates-grundy --joint joint.csv
