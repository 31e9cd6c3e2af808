ulimit -f 4 -c 0
plusminus estimate examples/records.csv --rate recorded --strata force,route --cluster incident --save-state state.json >/dev/null
status=$?
ls -A | grep -v -e examples -e data
exit $status
