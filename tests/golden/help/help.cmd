plusminus help --help
