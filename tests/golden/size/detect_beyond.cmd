plusminus size --detect 5% --acceptable 1% --population 100 --method all
