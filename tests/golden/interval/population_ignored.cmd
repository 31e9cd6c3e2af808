plusminus interval 100 115 --population 59178 -m wilson
