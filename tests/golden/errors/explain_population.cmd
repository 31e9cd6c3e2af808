plusminus explain 100 115 --population few
