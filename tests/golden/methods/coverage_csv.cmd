plusminus methods interval -f csv --table coverage | cut -d, -f1-4
