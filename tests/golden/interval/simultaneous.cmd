plusminus interval 100 115 --simultaneous sidak --family 43
