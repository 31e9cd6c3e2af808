cat data/wright.csv | plusminus allocate - --strata stratum --size size --total 12 -f csv
