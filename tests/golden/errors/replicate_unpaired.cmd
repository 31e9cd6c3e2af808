plusminus estimate examples/records.csv --ratio recorded/crimes --variance brr
