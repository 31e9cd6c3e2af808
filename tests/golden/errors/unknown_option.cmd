plusminus interval 1 2 --metod wilson
