plusminus help estimate
