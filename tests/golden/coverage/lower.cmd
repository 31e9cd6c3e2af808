plusminus coverage --n 40 --method jeffreys --side lower --points 3 -f json
