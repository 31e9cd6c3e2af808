# interval_more.R: 2,000 cases of every method for one rate with R's limits for
# them, interval_METHOD.csv. The other source of the same is in
# tests/check_interval_equations.c: the defining equations in more digits.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# Packages and versions: interval_methods.R.
source("interval_methods.R")

fixed <- function() do.call(rbind, lapply(c(1, 2, 3, 20, 115, 1e4, 1e7), function(n)
  expand.grid(x = unique(c(0, 1, n - 1, n)), n = n, conf = confs, side = c("two", "lower"))))
drawn <- function(count) {
  n <- floor(exp(runif(count, 0, log(1e7 + 1))))
  x <- ifelse(runif(count) < 0.5, floor((n + 1) * runif(count)), floor(exp(runif(count, 0, log(n + 1)))))
  data.frame(x = ifelse(runif(count) < 0.5, x, n - x), n = n, conf = sample(confs, count, TRUE),
             side = sample(c("two", "lower", "upper"), count, TRUE, c(0.6, 0.2, 0.2)))
}
population_of <- function(n) {
  N <- floor(exp(runif(length(n), log(n), log(1e7))))
  pmin(1e7, ifelse(runif(length(n)) < 0.2, n + sample(0:2, length(n), TRUE), pmax(n, N)))
}

for (method in names(limits)) {
  set.seed(1998)
  edge <- fixed()
  cases <- rbind(edge, drawn(2000 - nrow(edge)))
  cases$population <- if (method %in% population_methods) population_of(cases$n) else 0
  write_limits(cases, method, sprintf("interval_%s.csv", method))
}
