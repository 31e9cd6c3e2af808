plusminus size --margin 5% --rate 85% --crimes-per-incident .15,.75,.07,.03 --rho .5
