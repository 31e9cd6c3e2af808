plusminus estimate data/sampled.csv --mean y --strata stratum --cluster cluster --weight weight --save-state ./out.json -o out.json; ls
