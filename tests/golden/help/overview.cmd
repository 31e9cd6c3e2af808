plusminus --help
