plusminus estimate data/sampled.csv --mean y --weight weight --save-weights weights.csv --output /dev/full; echo $? $(ls -A | grep -v -e data -e examples)
