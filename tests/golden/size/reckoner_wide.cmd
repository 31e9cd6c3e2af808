plusminus size --margin 10%,9%,8%,7%,6%,5%,4%,3%,2% --rate 50%,90% --method wilson,wald
