plusminus difference data/strata_mostly_audited.csv --x1 x1 --n1 n1 --population1 N1 --x2 x2 --n2 n2 --population2 N2 --strata kind,force --by kind -m stratified-mover-hypergeometric -f csv
