plusminus methods deff -f json
