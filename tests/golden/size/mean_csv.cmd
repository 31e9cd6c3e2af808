plusminus size --sd 12 --mean 20 --cv 5%,3% --population 5000 --deff 1.5 -f csv
