plusminus size --margin 5% -f csv
