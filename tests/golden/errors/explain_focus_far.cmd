plusminus explain data/population.csv --counts x/n --strata force --population population --focus 'Devon,theft'
