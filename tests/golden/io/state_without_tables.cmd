plusminus estimate data/sampled.csv --mean y --weight weight --save-state part.json --output /dev/full; echo $? $(ls -A | grep -v -e data -e examples)
