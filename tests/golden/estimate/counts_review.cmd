plusminus estimate data/counts_review.csv --counts x/n --strata force --population population --by force -f csv -q
