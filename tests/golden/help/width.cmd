for c in interval estimate explain methods help; do plusminus help $c; done | awk 'length > 80'
