plusminus interval 1 2 --quiet=yes
