plusminus interval 3 5 --simultaneous sidak --family 1000000000 --conf 0.99
