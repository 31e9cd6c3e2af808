plusminus methods >/dev/full
