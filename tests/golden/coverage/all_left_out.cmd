plusminus coverage --n 5 --method all --side lower --points 2 -f csv --table summary
