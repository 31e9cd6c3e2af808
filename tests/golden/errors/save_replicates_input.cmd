cp data/sampled.csv own.coefficients.csv; plusminus estimate own.coefficients.csv --mean y --strata stratum --cluster cluster --weight weight --variance jkn --save-replicates own.csv; ls
