plusminus size --margin 5% --prior-start uniform
