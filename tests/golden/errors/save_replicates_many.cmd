{ echo y; seq 1 9001; } >many.csv; plusminus estimate many.csv --mean y --variance jk1 --save-replicates saved.csv; ls
