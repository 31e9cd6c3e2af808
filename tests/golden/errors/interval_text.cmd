plusminus interval ten 12
