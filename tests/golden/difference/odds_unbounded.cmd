plusminus difference 10 10 0 20 --scale odds -m mee,wald
