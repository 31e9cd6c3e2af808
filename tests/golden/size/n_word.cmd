plusminus size --n many
