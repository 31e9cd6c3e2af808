plusminus difference 100 115 85 115 -f markdown
