plusminus size --equivalence 10% --rate 85%,90% --shares 2:1 --response 80% --method farrington-manning,wald --cost-per-record 3
