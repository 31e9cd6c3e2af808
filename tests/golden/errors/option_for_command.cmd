plusminus --versoin
