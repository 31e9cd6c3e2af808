head -1 data/wright.csv | plusminus allocate - --strata stratum --size size --total 9
