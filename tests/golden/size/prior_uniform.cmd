plusminus size --margin 5% --rate-prior 50/50 --prior-start uniform --assurance 90% -f csv
