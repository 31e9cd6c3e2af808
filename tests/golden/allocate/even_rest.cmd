# Forces that are full leave the rest to those without a spread, as if it were the same for all.
printf 'force,size,rate\nA,10,0.5\nB,1000,1\nC,3000,1\nD,20,0.5\n' >strata.csv
plusminus allocate strata.csv --strata force --size size --rate rate --even force --total 430
