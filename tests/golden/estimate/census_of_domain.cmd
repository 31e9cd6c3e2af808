# All of stratum a was sampled and 4 of 40 in b. Domain s was seen in a alone, but b may hold
# more of it: only what is told by strata, as a and the part of s in it, is known.
printf 'h,N,d,r,y\na,3,s,1,5\na,3,s,0,7\na,3,t,1,6\nb,40,t,1,1\nb,40,t,0,2\nb,40,t,1,3\nb,40,t,1,4\n' >part.csv
plusminus estimate part.csv --rate r --mean y --quantile y:.5 --strata h --population N --by d --by h --by h,d --difference d -q -f csv | grep -v ^t
# The same of clusters, all of them sampled, but not all of the second.
printf 'c,K,N,d,r\n1,2,2,s,1\n1,2,2,s,0\n2,2,9,t,1\n2,2,9,t,0\n' >clusters.csv
plusminus estimate clusters.csv --rate r --cluster c --population K,N --by d -q -f csv
