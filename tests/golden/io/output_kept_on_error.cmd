echo old >out.csv; plusminus interval 116 115 -f csv -o out.csv; echo "exit $?"; cat out.csv; ls
