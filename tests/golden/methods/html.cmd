plusminus methods df -f html
