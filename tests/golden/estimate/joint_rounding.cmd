# What rounding leaves of a variance of 0 may be below 0, too: that is no negative estimate.
printf 'c,p,y\nu,.9,6.1\nu,.9,3.5\nv,.9,8.5\nv,.9,6.8\nw,.4,8.6\nw,.4,4.5\n' >one.csv
printf 'u,v,w\n0.9,0.7,0.15\n0.7,0.9,0.08\n0.15,0.08,0.4\n' >joint.csv
plusminus estimate one.csv --mean y --cluster c --population p --pps horvitz-thompson --joint joint.csv --by c --df 2 --difference c -f csv | cut -d, -f1-10,18-
