echo old >out.csv; plusminus interval 100 115 -f csv -o out.csv && cat out.csv && ls
