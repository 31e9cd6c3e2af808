plusminus size --detect 5% --accept 1 --rate 1%,5%,10% --population 1000 --table oc -f csv
