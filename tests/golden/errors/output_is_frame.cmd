cp data/frame.csv own.csv; plusminus estimate data/simple.csv --counts x/n --strata force --frame own.csv --population population -o own.csv; cmp own.csv data/frame.csv
