plusminus interval 100 115 --simultaneous bonferroni --family 43 -f json
