plusminus interval 1 2 --side uper
