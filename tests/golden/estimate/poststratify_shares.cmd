printf 'force,total\nAvon,0.25\nDyfed,0.45\nKent,0.3\n' >shares.csv
plusminus estimate data/audited.csv --total crimes --weight weight --poststratify force=shares.csv
