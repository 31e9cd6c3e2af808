# One stratum and one target are told as such.
printf 'force,size,rate,sure\nA,50,0.9,1\n' >strata.csv
plusminus allocate strata.csv --strata force --size size --rate rate --total 1 --format csv
plusminus allocate strata.csv --strata force --size size --rate sure --margin 8% \
  --interval wilson --format csv
plusminus allocate strata.csv --strata force --size size --rate sure --margin 8% --format csv
