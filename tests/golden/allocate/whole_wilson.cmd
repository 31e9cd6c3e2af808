# A stratum of one record has no spread, but is taken whole as it is: it was not raised, and
# binds nobody.
printf 'region,force,size,rate\nN,A,1000,0.8\nS,C,20000,0.9\nS,D,1,0.5\n' >strata.csv
plusminus allocate strata.csv --strata force --size size --rate rate --margin force:D=50% \
  --margin region=5% --interval wilson --format csv --table targets
