touch out.csv; ln out.csv more.csv; plusminus estimate data/sampled.csv --mean y --strata stratum --cluster cluster --weight weight --save-weights out.csv -o more.csv; ls
