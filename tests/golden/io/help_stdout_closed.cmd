plusminus help >&-
