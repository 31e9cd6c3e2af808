plusminus interval data/text_in_number.csv --x x --n n -o out.csv; echo "exit $?"; ls
