plusminus size --margin 5% --crimes-per-incident .15,most --rho .5
