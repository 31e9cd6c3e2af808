plusminus estimate - --counts x/n --strata force --frame - --population population
