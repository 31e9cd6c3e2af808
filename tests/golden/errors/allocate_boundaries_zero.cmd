printf 'id,x\n1,5\n2,0\n3,8\n4,-1\n5,9\n' | plusminus allocate - --boundaries geometric --size-measure x --strata-count 2
