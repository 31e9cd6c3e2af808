{ sleep 0.2; plusminus methods -f json; echo "exit $?" >&2; } | true
