plusminus size --detect 50% --acceptable 20% --conf 90% --risk 10% -f csv
