printf 's,r\na,1\na,1\nb,1\nb,1\n' >ones.csv; plusminus estimate ones.csv --rate r --interval wald --strata s; plusminus estimate ones.csv --rate r --interval wald --strata s -f csv
