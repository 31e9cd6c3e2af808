plusminus interval --help --method wilson | head -n 1
