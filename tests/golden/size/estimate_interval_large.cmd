plusminus size --margin 5% --population 59178 --method wilson -f csv
