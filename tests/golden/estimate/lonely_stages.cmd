for rule in remove average adjust; do plusminus estimate data/lonely_stages.csv --mean hours --strata area --cluster post --population posts,crimes --lonely-psu $rule -f csv -q; done
