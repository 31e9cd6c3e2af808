# What rounding leaves of a variance of 0 may be below 0, too: that is no negative estimate.
printf 'c,p,y\nu,.5,1.8\nu,.5,3.2\nu,.5,0.4\nv,.5,7.9\nv,.5,5.8\nv,.5,2.4\nw,.4,9\nw,.4,1.6\n' >one.csv
printf 'u,v,w\n0.5,0.02,0.15\n0.02,0.5,0.08\n0.15,0.08,0.4\n' >joint.csv
plusminus estimate one.csv --mean y --cluster c --population p --pps horvitz-thompson --joint joint.csv --by c --df 2 --difference c -f csv | cut -d, -f1-10,18-
