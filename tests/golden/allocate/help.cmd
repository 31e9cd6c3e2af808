plusminus allocate --help
