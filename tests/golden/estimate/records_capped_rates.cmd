sed '1s/ok/ok,late/;2,$s/,\([01]\),/,\1,\1,/' data/few_records.csv | plusminus estimate - --rate ok,late --strata force --population size --by force -f csv | wc -l
