plusminus interval 10 twelve
