plusminus size --unit-cv 60% --relative 5% -f json
