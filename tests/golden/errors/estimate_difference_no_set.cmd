plusminus estimate examples/records.csv --mean crimes --difference force
