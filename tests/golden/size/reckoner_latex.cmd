plusminus size --margin 10%,5% --rate 50%,90% -f latex
