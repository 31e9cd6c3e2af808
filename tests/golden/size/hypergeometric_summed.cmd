plusminus size --margin .05% --rate-prior 40/50 --population 1e8 --method hypergeometric
