plusminus size --detect 5% --population 10 -f csv --table oc
