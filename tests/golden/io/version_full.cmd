plusminus --version >/dev/full
