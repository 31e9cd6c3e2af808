# A domain that lies in one cluster shows no variance. What rounding leaves of it is no ground
# for degrees of freedom, and the error of F(q) is not one of the quantile.
printf 'c,y\na,8.7\na,2.1\na,21.3\nb,20\nb,0.8\nc,6.1\nc,10.3\n' >one.csv
plusminus estimate one.csv --mean y --quantile y:0.4 --cluster c --by c --df satterthwaite -f csv
# Of one stratum by its record there is no error of a quantile either.
printf 's,c,y\na,1,3\na,1,4\na,2,5\nb,3,6\nb,3,8\n' >two.csv
plusminus estimate two.csv --mean y --quantile y:0.5 --strata s --cluster c --by s --lonely-psu remove -f csv -q | cut -d, -f1-14,18-
