plusminus interval 0x10 32
