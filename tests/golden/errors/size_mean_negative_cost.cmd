plusminus size --sd 2 --margin 1 --cost-per-record -4
