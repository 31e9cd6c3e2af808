# A unit that was sure to be drawn is no lonely stratum.
printf 's,c,p,y\na,u,0.5,3\na,v,0.3,5\nb,w,1,4\n' >sure.csv
plusminus estimate sure.csv --strata s --cluster c --population p --pps brewer --total y -f csv
# Where all chances are the same, unequal ones and a population give the same by every rule.
printf 's,c,p,N,y\na,u,0.2,10,3\na,v,0.2,10,5\nb,w,0.2,5,4\nc,x,0.25,8,9\nc,y,0.25,8,1\n' >even.csv
for rule in remove adjust average; do
  plusminus estimate even.csv --strata s --cluster c --population p --pps brewer --total y --lonely-psu $rule -f csv -q | cut -d, -f1-8 | tail -n 1
  plusminus estimate even.csv --strata s --cluster c --population N --total y --lonely-psu $rule -f csv -q | cut -d, -f1-8 | tail -n 1
done
# In the form of Horvitz and Thompson a single unit has a variance of its own: (1 - p) z^2.
printf 's,c,p,y\na,u,0.5,3\nb,w,0.25,4\n' >poisson.csv
printf 'u,w\n0.5,0.125\n0.125,0.25\n' >joint.csv
plusminus estimate poisson.csv --strata s --cluster c --population p --pps horvitz-thompson --joint joint.csv --total y --df 1 -f csv | cut -d, -f1-8
