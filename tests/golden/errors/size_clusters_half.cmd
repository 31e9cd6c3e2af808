plusminus size --margin 5% --icc 0.05
