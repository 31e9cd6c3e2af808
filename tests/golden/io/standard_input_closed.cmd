plusminus interval - --x x --n n <&-
