plusminus interval -- -1 12
