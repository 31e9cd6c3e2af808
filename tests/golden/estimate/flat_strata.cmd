plusminus estimate data/flat_strata.csv --rate one,mix --mean mix --strata s --cluster c --population size --interval logit --by s --difference s -f csv
plusminus estimate data/flat_strata.csv --mean mix --strata s --cluster c --population size --variance bootstrap --seed 1 -f csv
