awk -F, -v OFS=, 'NR > 1 { $9 /= 100 } 1' examples/records.csv >low.csv; plusminus estimate low.csv --total recorded --strata force,route --cluster incident --population incidents --weight weight
