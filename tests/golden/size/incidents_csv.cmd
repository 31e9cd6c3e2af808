plusminus size --margin 5%,3% --rate 85% --crimes-per-incident 15%,75%,7%,3% --rho 0.5 --population 20000 --response 90% -f csv
