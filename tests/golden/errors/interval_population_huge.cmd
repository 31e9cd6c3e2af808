plusminus interval 5 10 --population 1e300 --method wang
