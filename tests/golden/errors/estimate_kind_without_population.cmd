plusminus estimate data/shares.csv --counts x/n --strata force --weight share --population-kind recorded
