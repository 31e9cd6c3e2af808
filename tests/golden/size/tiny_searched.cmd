plusminus size --margin 0.000001% --method mid-p
