plusminus difference 17 23 30 37 --population1 23 --population2 200 -m all --scale odds -f csv
