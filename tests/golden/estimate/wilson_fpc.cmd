plusminus estimate data/half_audited.csv --counts x/n --strata force --population size --by force --interval wilson-fpc
