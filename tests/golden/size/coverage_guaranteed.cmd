plusminus size --margin 10%,5%,3% --method coverage-guaranteed,wald --coverage
