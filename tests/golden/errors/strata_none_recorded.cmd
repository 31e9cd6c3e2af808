plusminus estimate data/none_recorded.csv --counts x/n --strata force --population population --population-kind recorded
