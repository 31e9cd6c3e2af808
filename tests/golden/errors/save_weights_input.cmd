plusminus estimate - --total crimes --save-weights weights.csv < data/audited.csv
