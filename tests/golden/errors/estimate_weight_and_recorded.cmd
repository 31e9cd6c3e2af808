plusminus estimate data/population.csv --counts x/n --strata force --population population --weight population --population-kind recorded
