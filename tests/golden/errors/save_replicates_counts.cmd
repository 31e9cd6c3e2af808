plusminus estimate data/simple.csv --counts x/n --strata force --variance jkn --save-replicates saved.csv; ls
