plusminus estimate examples/records.csv --ratio recorded/crimes --strata force,route --cluster incident --weight weight --population incidents --deff wor -f csv --table deff
