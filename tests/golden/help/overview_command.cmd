plusminus help
