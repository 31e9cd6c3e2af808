plusminus size --margin 5% --rate 85% --crimes-per-incident .4,.4,.1,.1 --rho .5 -f csv
