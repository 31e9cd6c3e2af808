# survey 4.1 has 0.280296311966409 and 69.7123554328786: cases vary in the one team sampled of 4.
plusminus estimate data/lonely_third.csv --total hours --mean hours --strata area --cluster post,team --population posts,teams,cases --lonely-psu remove -f csv | cut -d, -f1-7
