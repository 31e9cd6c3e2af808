printf 's,y\na,1\na,2\n' >two.csv; plusminus estimate two.csv --mean y --strata s --variance jk2 --save-replicates saved.csv; ls
