plusminus interval 1 2 --method wilson,wilson
