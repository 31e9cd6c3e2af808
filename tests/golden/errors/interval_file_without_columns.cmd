plusminus interval data/simple.csv
