plusminus difference 0 10 0 10 --side lower --method wald -f csv
