printf "x,chance,c\n1,0.5,u\n0,0.5,v\n3,0.4,w\n" >a.csv
printf "0.5,0.2,0.15\n0.2,0.5,0.15\n0.15,0.15,0.4\n" >joint.csv
plusminus estimate a.csv --total x --population chance --pps yates-grundy --joint joint.csv
printf "0.5,0.2,0.2\n0.2,0.5,0.15\n0.2,0.15,0.4\n" >joint.csv
plusminus estimate a.csv --total x --population chance --pps yates-grundy --joint joint.csv
printf "c,u,v,w\nu,0.5,0.2,0.15\nv,0.2,0.5,0.15\nw,0.15,0.15,0.4\n" >joint.csv
plusminus estimate a.csv --total x --population chance --pps yates-grundy --joint joint.csv
printf "u,v,w\n0.5,0.2,0.15\n0.2,0.5,0.15\n0.15,0.15,0.4\n0.1,0.1,0.1\n" >joint.csv
plusminus estimate a.csv --total x --population chance --pps yates-grundy --joint joint.csv
