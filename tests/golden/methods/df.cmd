plusminus methods df
