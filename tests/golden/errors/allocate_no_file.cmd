plusminus allocate --total 5
