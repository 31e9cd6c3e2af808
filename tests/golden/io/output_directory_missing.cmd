plusminus interval 1 2 -o nowhere/out.csv
