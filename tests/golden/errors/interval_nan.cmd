plusminus interval nan 12
