plusminus size --margin 10% --population 100 --method wilson
