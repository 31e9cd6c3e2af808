plusminus size --detect 5% --population 50 --rate 0.5%,3%
