plusminus estimate data/simple.csv --counts x/n --strata force --population population --rake force=data/totals_force.csv
