head -1 examples/wright_2017.csv | plusminus allocate - --boundaries cum-root-f --size-measure size --strata-count 2
