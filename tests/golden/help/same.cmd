plusminus help interval >a && plusminus interval --help >b && plusminus interval -h >c && cmp a b && cmp b c && echo same
