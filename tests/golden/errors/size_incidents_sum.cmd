plusminus size --margin 5% --crimes-per-incident .15,.75,.07 --rho .5
