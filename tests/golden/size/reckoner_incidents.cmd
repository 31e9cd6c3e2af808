plusminus size --margin 5%,3% --rate 80%,90% --method clopper-pearson --crimes-per-incident .15,.75,.07,.03 --rho .5 --coverage
