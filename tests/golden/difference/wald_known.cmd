plusminus difference 0 5 3 10 --population1 5 --scale ratio --method wald,mee -f csv
