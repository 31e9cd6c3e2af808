# Where no stratum is lonely, collapsing changes nothing, nor do the parts of a domain's design effect,
# to which a stratum that was taken whole belongs by what a calibration says of it.
printf 's,N,g,d,y\na,5,p,x,3\na,5,q,x,8\na,5,p,z,4\nb,6,p,z,9\nb,6,q,z,2\nc,1,p,z,7\n' >flat.csv
printf 'g,total\np,9\nq,4\n' >totals.csv
for rule in collapse remove; do
  plusminus estimate flat.csv --strata s --population N --total y --by d --poststratify g=totals.csv \
    --lonely-psu $rule -f csv --table deff -q
done
