plusminus --help >/dev/full
