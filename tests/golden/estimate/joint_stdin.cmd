printf "x,chance\n1,0.5\n0,0.5\n3,0.4\n" >a.csv
printf "a,b,c\n0.5,0.2,0.15\n0.2,0.5,0.15\n0.15,0.15,0.4\n" >joint.csv
plusminus estimate a.csv --total x --population chance --pps yates-grundy --joint - -f csv <joint.csv >by_input
plusminus estimate a.csv --total x --population chance --pps yates-grundy --joint joint.csv -f csv | cmp by_input - && cat by_input
plusminus estimate - --total x --population chance --pps yates-grundy --joint - -f csv <joint.csv
echo '{"schema": "plusminus-design/1", "populations": ["chance"], "pps": "yates-grundy", "joint": "joint.csv"}' >design.json
plusminus estimate a.csv --total x --design design.json --output joint.csv
