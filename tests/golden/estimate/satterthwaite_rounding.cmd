# One record of p and one of r: rounding is no variance that degrees of freedom are made of.
printf 's,N,d,y,x\na,9,p,7.6,6.8\na,9,q,3.8,2.4\na,9,q,4.7,3.7\nb,7,r,7.1,2.8\nb,7,q,4.3,5.3\nb,7,q,8.2,4.6\n' >one.csv
plusminus estimate one.csv --ratio y/x --strata s --population N --by d --difference d --df satterthwaite -q -f csv
