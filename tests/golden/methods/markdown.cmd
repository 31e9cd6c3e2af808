plusminus methods df -f markdown
