plusminus estimate - --mean y --strata stratum --cluster cluster --weight weight --variance jkn --save-replicates saved.csv <data/sampled.csv; ls
