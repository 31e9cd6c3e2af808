plusminus explain data/half_audited.csv --counts x/n --strata force --population size --focus Avon --interval wilson-fpc -f csv
