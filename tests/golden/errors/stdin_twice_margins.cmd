plusminus estimate data/sampled.csv --mean y --weight w --rake g=- --rake h=- 
