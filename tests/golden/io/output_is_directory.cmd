mkdir here; plusminus interval 1 2 -o here
