plusminus size --difference 5% --rate 85% --power 90% -f json
