LC_ALL=de_DE.UTF-8 plusminus interval 100 115 -f csv
