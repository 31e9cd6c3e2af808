plusminus help estimat
