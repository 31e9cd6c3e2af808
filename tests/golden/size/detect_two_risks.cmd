plusminus size --detect 15% --acceptable 5% --conf 92.5%
