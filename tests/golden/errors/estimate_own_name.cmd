printf "recorded,flag,statistic\n1,a,b\n0,a,b\n1,c,b\n0,c,b\n" >records.csv
plusminus estimate records.csv --rate recorded --by flag
plusminus estimate records.csv --rate recorded --by flag,statistic -f csv
plusminus estimate records.csv --rate recorded --by flag -f json
