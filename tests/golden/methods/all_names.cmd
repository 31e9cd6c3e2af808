plusminus methods -f tsv | cut -f 1,2
