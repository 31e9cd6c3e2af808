plusminus methods deff -f tsv
