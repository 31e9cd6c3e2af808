plusminus methods df -f latex
