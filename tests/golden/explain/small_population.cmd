plusminus explain 45 50 --population 60
