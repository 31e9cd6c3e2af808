plusminus methods interval
