plusminus size --n 200 --rate 85% --assurance 90%
