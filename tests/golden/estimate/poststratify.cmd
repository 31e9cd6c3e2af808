plusminus estimate data/audited.csv --ratio recorded/crimes --total crimes --weight weight --poststratify force,type=data/totals_cells.csv --by type
