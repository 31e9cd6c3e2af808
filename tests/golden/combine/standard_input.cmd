plusminus combine -
