plusminus --version | sed -E '/^ |^plusminus/s/[0-9]+\.[0-9.]+.*/VERSION/'
