plusminus difference 9 10 3 10 --scale odds --method all
