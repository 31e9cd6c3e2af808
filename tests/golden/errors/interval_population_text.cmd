plusminus interval 1 12 -p many
