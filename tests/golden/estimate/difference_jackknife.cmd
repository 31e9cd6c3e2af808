plusminus estimate data/sampled.csv --mean y --total y --strata stratum --cluster cluster --weight weight --by kind --difference kind --variance jkn
