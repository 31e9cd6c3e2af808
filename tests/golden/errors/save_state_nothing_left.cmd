plusminus estimate examples/records.csv --rate recorded --strata force --interval mover --save-state part.json; status=$?; ls; exit $status
