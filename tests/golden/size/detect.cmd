plusminus size --detect 5% --method all --population 500
