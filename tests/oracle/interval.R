# interval.R: the cases of interval.csv and R's own limits for them.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# Run `Rscript interval.R && /usr/bin/python3 interval.py` in this directory:
# interval.py adds the columns lower and upper from the defining equations.
# Packages and versions: interval_methods.R.
source("interval_methods.R")

levels <- c(0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999)
counts <- function(n) unique(c(0, 1, n %/% 2, n - 1, n))
grid <- function(sizes, sides, populations, confs)
  do.call(rbind, lapply(sizes, function(n)
    expand.grid(x = counts(n), n = n, population = populations(n), conf = confs, side = sides)))
large <- function(n) 0
few <- c(0.5, 0.95, 0.9999)
printed <- data.frame(x = c(81, 15, 0, 1, 100, 2, 6480, 999990),
                      n = c(263, 148, 20, 29, 115, 260, 8000, 1e6), population = 0,
                      conf = 0.95, side = "two")
binomial <- rbind(printed, grid(c(1, 2, 3, 7, 30, 115, 1000, 1e4, 1e6, 1e7), "two", large, levels),
                  grid(c(1, 30, 1e6), c("lower", "upper"), large, few))
sizes <- function(n) { N <- c(n, n + 1, 2 * n, 20 * n + 7, 1e7); unique(N[N <= 1e7]) }
finite <- rbind(transform(printed, population = c(264, 500, 20, 59178, 59178, 3e5, 1e7, 1000001)),
                grid(c(1, 7, 30, 1000), "two", sizes, c(0.95, 0.9999)),
                grid(c(1e5, 9999999), "two", sizes, 0.95),
                grid(c(2, 115), "two", sizes, c(0.8, 0.9, 0.99)),
                grid(c(7, 115), c("lower", "upper"), sizes, 0.9), grid(7, c("two", "lower"), sizes, 0.5))
methods <- c("wald", "wilson", "wilson-cc", "wilson-fpc", "agresti-coull", "clopper-pearson",
             "jeffreys", "mid-p", "hypergeometric")
cases <- unique(do.call(rbind, lapply(methods, function(method) cbind(
  method = method, if (method %in% population_methods) finite else binomial))))
write_limits(cases, cases$method, "interval.csv")
