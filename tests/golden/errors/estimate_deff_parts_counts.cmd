plusminus estimate examples/audit_2014.csv --counts recorded/crimes --strata force --frame examples/forces_2013.csv --population recorded_crime --deff-parts
