plusminus estimate examples/records.csv --ratio recorded/crimes --interval exact
