plusminus estimate --help >/dev/full
