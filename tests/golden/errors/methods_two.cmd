plusminus methods interval df
