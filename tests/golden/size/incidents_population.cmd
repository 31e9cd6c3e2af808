plusminus size --margin 5% --crimes-per-incident .15,.75,.07,.03 --rho .5 --population 1000
