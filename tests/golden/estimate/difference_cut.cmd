printf 'g,y\na,1\na,1\na,0\nb,0\nb,0\nb,1\n' | plusminus estimate - --rate y --mean y --by g --difference g -f csv -q | grep difference
