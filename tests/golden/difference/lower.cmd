plusminus difference 100 115 85 115 --side lower -m miettinen-nurminen,exact-unconditional
