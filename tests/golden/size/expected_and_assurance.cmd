plusminus size --margin 5% --expected --assurance 80%
