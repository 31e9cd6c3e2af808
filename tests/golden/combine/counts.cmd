plusminus estimate examples/audit_2014.csv --counts recorded/crimes --strata force --weight crimes --save-state state.json
