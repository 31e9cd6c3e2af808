# 6.33/2.95 and its residual are no round numbers: what rounding leaves of a variance has no degrees of freedom
printf 'c,w,d,y,x\n1,4.058,a,6.33,2.95\n1,2,b,3,7\n2,1.242,b,4.38,0.38\n3,1,b,1,2\n' >records.csv
plusminus estimate records.csv --cluster c --weight w --ratio y/x --by d --df satterthwaite -f csv
plusminus estimate records.csv --cluster c --weight w --ratio y/x --by d --df satterthwaite -f csv --table deff
