plusminus interval 100 115 6 16 -m wilson,jeffreys -f tsv
