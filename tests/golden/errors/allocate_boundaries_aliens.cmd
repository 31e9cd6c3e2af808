plusminus allocate data/units.csv --boundaries geometric --mean crimes --size-measure crimes --strata-count 3 2>&1 | head -n 1
plusminus allocate data/units.csv --boundaries geometric --importance crimes --size-measure crimes --strata-count 3 2>&1 | head -n 1
plusminus allocate data/units.csv --boundaries geometric --parameter 0.5 --size-measure crimes --strata-count 3 2>&1 | head -n 1
plusminus allocate data/units.csv --boundaries geometric --interval wilson --size-measure crimes --strata-count 3 2>&1 | head -n 1
plusminus allocate data/units.csv --boundaries geometric --frontier --size-measure crimes --strata-count 3 2>&1 | head -n 1
