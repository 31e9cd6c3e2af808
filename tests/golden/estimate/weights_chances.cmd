printf 'x,chance\n3,0.25\n4,0.5\n8,0.125\n5,0.5\n' >file.csv
plusminus estimate file.csv --mean x --weight chance
plusminus estimate file.csv --total x --weight chance
printf 'x,w\n3,0.75\n4,1\n8,1.25\n5,0.5\n' >scaled.csv
plusminus estimate scaled.csv --mean x --weight w
plusminus estimate scaled.csv --total x --weight w
