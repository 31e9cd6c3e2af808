{ printf 'y\n'; head -c 509 /dev/zero | tr '\0' 1 | sed 's/1/1\n/g' | head -c 508; printf 23; } >cut.csv; wc -c <cut.csv; plusminus estimate cut.csv --mean y -f csv
