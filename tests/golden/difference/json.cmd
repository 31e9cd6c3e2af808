plusminus difference 9 10 3 10 -m mee -c 99% -f json
