plusminus estimate data/sampled.csv --mean y --strata stratum --cluster cluster --weight weight --save-replicates saved.csv; ls
