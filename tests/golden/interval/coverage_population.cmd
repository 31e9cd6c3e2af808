plusminus interval 9 20 --population 60 --coverage -f csv
