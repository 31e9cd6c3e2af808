plusminus explain --help
