plusminus size --detect 5% --population 100 --accept 5
