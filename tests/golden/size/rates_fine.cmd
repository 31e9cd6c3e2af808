plusminus size --rate 0.05%,87.25% --margin 0.125%,2%
