# A share whose variance is estimated to be below 0 gives a quantile no limits.
printf 'c,p,y\nu,.5,1\nu,.5,2\nv,.5,1\nv,.5,3\nw,.4,8\nw,.4,9\nw,.4,9\n' >one.csv
printf 'u,v,w\n0.5,0.02,0.2\n0.02,0.5,0.2\n0.2,0.2,0.4\n' >joint.csv
plusminus estimate one.csv --mean y --quantile y:0.5 --cluster c --population p --pps horvitz-thompson --joint joint.csv --df 2 -f csv
