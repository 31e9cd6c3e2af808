plusminus difference 7 34 1 34 --scale odds --side lower -m exact-unconditional
