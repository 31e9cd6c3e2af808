plusminus estimate examples/replicates.csv --mean y --weight weight --variance jk1 --save-replicates saved.csv; ls
