plusminus interval 3 5 --simultaneous sidac --family 3
