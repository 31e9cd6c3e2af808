# Numbers of crimes that are whole come out whole, not as 151.00000000000003.
printf 's,x,n,N\nA,40,50,500\nB,60,70,900\n' >some.csv
printf 's,x,n,N\nA,128,500,500\nB,60,70,70\n' >all.csv
plusminus estimate some.csv --counts x/n --strata s --population N --interval exact --format csv
plusminus estimate all.csv --counts x/n --strata s --population N --format csv --table strata -q
