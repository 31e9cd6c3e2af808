# Nothing that is printed may end in the state, which is the next file to be opened
plusminus estimate examples/records.csv --total crimes --save-state state.json >&-
echo $? $(ls -A | grep -v -e data -e examples)
plusminus estimate examples/records.csv --total crimes --save-state state.json -f csv -o table.csv 2>&-
echo $? $(ls -A | grep -v -e data -e examples)
plusminus estimate examples/records.csv --total crimes --save-state state.json -f csv -q <&- >table.csv
plusminus combine state.json -q -f csv | cmp - table.csv && echo the same
