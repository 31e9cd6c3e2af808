plusminus explain
