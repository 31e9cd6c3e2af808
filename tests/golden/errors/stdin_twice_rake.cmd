plusminus estimate - --mean y --weight w --rake g=- --rake h=none.csv <data/sampled.csv
