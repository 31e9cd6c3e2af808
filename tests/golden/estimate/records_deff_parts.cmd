plusminus estimate examples/records.csv --ratio recorded/crimes --strata force,route --cluster incident --population incidents --by force --deff-parts
