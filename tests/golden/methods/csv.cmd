plusminus methods lonely-psu -f csv
