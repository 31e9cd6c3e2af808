plusminus interval --help
