plusminus estimate examples/records.csv --quantile crimes:.5 --strata force,route --cluster incident --population incidents --by type
