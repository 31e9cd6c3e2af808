plusminus --version | sed -E 's/^(plusminus|  [A-Za-z]+) +.*/\1 VERSION/'
