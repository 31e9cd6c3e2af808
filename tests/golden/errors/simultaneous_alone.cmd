plusminus interval 3 5 --simultaneous sidak
