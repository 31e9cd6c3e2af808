printf 's,c,p,m,y\na,u,0.5,4,3\na,u,0.5,4,1\na,v,0.3,4,5\na,v,0.3,4,5\nb,w,0.4,4,4\nb,w,0.4,4,3\n' >a.csv
printf 'u,v,w\n0.5,0.1,0.2\n0.1,0.3,0.12\n0.2,0.12,0.4\n' >joint.csv
set -- a.csv --total y --strata s --cluster c --population p,m
plusminus estimate "$@" --pps brewer
plusminus estimate "$@" --pps yates-grundy --joint joint.csv
plusminus estimate "$@" --pps brewer --lonely-psu collapse
plusminus estimate "$@" --pps yates-grundy --joint joint.csv --lonely-psu average
plusminus estimate "$@" --pps yates-grundy --joint joint.csv --lonely-psu remove --df satterthwaite
# Within a cluster of unequal chances, one record of several shows no variance either.
sed -n '1,3p;5p' a.csv >one.csv
plusminus estimate one.csv --total y --strata s --cluster c --population p,m --pps brewer
sed -n '1,2p;4p' a.csv >one.csv
plusminus estimate one.csv --total y --strata s --cluster c --population p,m --pps brewer
plusminus estimate one.csv --total y --strata s --cluster c --population p,m --pps brewer --lonely-psu remove
