# All of domain p is one cluster: what rounding leaves of its variance is no design effect.
printf 'c,d,y,w\n1,p,1.1,0.3\n1,p,2.3,0.4\n1,p,3.7,0.1\n2,q,4.1,0.9\n2,q,1.7,0.2\n3,q,5.3,0.7\n' >one.csv
plusminus estimate one.csv --mean y --quantile y:.5 --cluster c --weight w --by d --table deff -q -f csv
