plusminus interval 1 2 --method hypergeometric
