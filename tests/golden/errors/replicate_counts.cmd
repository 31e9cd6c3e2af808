plusminus estimate examples/two_audits.csv --counts a/b --replicate-weights 'rep_*' --variance brr
