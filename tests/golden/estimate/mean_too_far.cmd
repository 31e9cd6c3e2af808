plusminus estimate data/enormous_far.csv --mean x --by s --format csv -q
plusminus estimate data/enormous_far.csv --mean x --by s --variance jackknife --format csv -q
