plusminus explain 100 115 --focus Avon
