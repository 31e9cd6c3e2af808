plusminus estimate data/sampled.csv --quantile y:.5 --strata stratum --cluster cluster --weight weight --by kind --variance jkn -f csv
