cp data/hours_few.csv own.csv; ln own.csv same.csv; plusminus estimate own.csv --mean hours -o same.csv; status=$?; cmp own.csv data/hours_few.csv; exit $status
