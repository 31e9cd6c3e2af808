plusminus size --difference -10% --rate 85%,70% --method fleiss,exact --shares 2:1 --response 90% -f csv
