plusminus explain x n
