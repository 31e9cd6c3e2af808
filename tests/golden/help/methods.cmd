plusminus methods --help
