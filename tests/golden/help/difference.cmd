plusminus difference --help
