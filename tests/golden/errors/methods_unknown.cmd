plusminus methods intervl
