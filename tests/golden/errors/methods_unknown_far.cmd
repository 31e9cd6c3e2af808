plusminus methods knitting
