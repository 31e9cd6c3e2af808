grep -e force -e Eastshire examples/records.csv | plusminus estimate - --mean crimes --weight weight --by force --difference force -f csv
