plusminus estimate data/sampled.csv --mean y --population size --strata stratum --variance bootstrap --replicates 3 --seed 5 --save-replicates saved.csv -f csv && ls && cut -d, -f6-10 saved.csv
