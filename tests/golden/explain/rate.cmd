plusminus explain 100 115 --population 59178
