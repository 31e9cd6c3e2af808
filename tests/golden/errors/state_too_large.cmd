plusminus estimate data/enormous_both.csv --mean x --by s --save-state part.json
