plusminus estimate data/pps_strata.csv --total y --strata s --population p --pps brewer --by s -f csv
