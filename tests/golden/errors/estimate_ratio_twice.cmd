plusminus estimate examples/records.csv --ratio recorded/crimes --ratio timely/crimes --ratio recorded/crimes
