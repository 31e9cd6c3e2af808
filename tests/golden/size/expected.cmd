plusminus size --margin 5% --rate 90% --expected --method wilson,clopper-pearson,mid-p
