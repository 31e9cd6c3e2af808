plusminus help interval estimate
