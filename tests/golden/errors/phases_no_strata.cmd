printf 'y,seen\n1,1\n' >one.csv; plusminus estimate one.csv --rate y --phase2 seen
printf 'y,seen\n1,1\n0,0\n1,0\n' >few.csv; plusminus estimate few.csv --rate y --phase2 seen
