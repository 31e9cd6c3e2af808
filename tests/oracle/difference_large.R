# difference_large.R: the cases of difference_large.csv, samples of 1 to 1e7 from
# large populations, and their limits and p-values in R (columns that end in _r).
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# R 4.2.2, as difference_methods.R. Run
# `Rscript difference_large.R && /usr/bin/python3 difference_large.py`: the second
# adds the same columns from the definitions in 60 digits.
source("difference_methods.R")

CASES <- 2600
set.seed(1985)
cases <- data.frame(n1 = some_size(CASES), n2 = some_size(CASES))
cases$n1[1:40] <- 1
cases$n2[31:70] <- 1
cases$n1[71:100] <- 1e7
cases$n2[91:120] <- 1e7
cases$x1 <- some_count(cases$n1)
cases$x2 <- ifelse(runif(CASES) < 0.4, near(cases$x1, cases$n1, cases$n2), some_count(cases$n2))
cases <- cases[c("x1", "n1", "x2", "n2")]
cases$conf <- some_conf(CASES)
samples <- c(as.list(cases[1:4]), list(y1 = cases$n1 - cases$x1, y2 = cases$n2 - cases$x2))
write_found(methods, cases, samples, "difference_large.csv")
