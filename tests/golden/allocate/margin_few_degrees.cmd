# More strata than records are needed: degrees of freedom are what an interval lacks, and a few more
# records than strata give them. What a wider margin takes is never more.
for m in 8% 10% 15%; do
  plusminus allocate examples/crimes_2013.csv --strata force,crime_type --size recorded \
    --rate rate --margin $m --interval wilson --quiet --format csv --table certificate
done
