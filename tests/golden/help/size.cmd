plusminus help size
