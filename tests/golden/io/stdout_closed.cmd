plusminus interval 1 2 >&-
