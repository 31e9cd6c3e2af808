plusminus interval 1 2 -f parquet
