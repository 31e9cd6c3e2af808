plusminus explain data/population.csv --counts x/n --strata force --population population --deff 2
