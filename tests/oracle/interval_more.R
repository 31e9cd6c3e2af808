# interval_more.R: 2,000 cases each for the methods for one rate that have a file
# of their own, interval_METHOD.csv, with R's limits for them. The other source is
# tests/check_interval_equations.c, the defining equations in more digits.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# R 4.2.2 (Debian r-base-core 4.2.2.20221110-2), package stats.

population_methods <- c("mid-p-hypergeometric", "wald-fpc")
around <- function(centre, half) c(centre - half, centre + half)
tail_of <- function(conf, side) (1 - conf) / if (side == "two") 2 else 1
quantile_of <- function(conf, side) qnorm(tail_of(conf, side), lower.tail = FALSE)

# Twice the fall of the log-likelihood from x/n to p.
fall <- function(x, n, p) 2 * (dbinom(x, n, x / n, log = TRUE) - dbinom(x, n, p, log = TRUE))

# The root of f, which falls through 0 between the ends, in log p.
root <- function(f, ends)
  exp(uniroot(function(log_p) f(exp(log_p)), log(ends), tol = 1e-15, maxiter = 1000)$root)

# The lower limit for x of n; the upper is 1 less that for n - x, except where
# that would lose digits: there it is asked for by itself.
likelihood_lower <- function(x, n, z)
  if (x == n) exp(-z^2 / (2 * n)) else root(function(p) fall(x, n, p) - z^2, c(x / n * 1e-12, x / n))
likelihood_upper <- function(x, n, z)
  if (x == 0) -expm1(-z^2 / (2 * n)) else root(function(p) fall(x, n, p) - z^2, c(x / n, 1 - 1e-16))

# The first M whose mid tail is above the tail, by halving.
first_count <- function(x, n, N, tail) {
  rejected <- function(M)
    phyper(x, M, N - M, n, lower.tail = FALSE) + dhyper(x, M, N - M, n) / 2 <= tail * (1 + 1e-10)
  low <- x - 1
  high <- N - n + x
  while (high - low > 1) {
    M <- floor((low + high) / 2)
    if (rejected(M)) low <- M else high <- M
  }
  high
}

limits <- list(
  "wald-cc" = function(x, n, N, conf, side) {
    p <- x / n
    around(p, quantile_of(conf, side) * sqrt(p * (1 - p) / n) + 1 / (2 * n))
  },
  "uniform" = function(x, n, N, conf, side) {
    tail <- tail_of(conf, side)
    c(qbeta(tail, x + 1, n - x + 1), qbeta(tail, x + 1, n - x + 1, lower.tail = FALSE))
  },
  "arcsine" = function(x, n, N, conf, side) {
    angle <- asin(sqrt((x + 3 / 8) / (n + 3 / 4)))
    angles <- around(angle, quantile_of(conf, side) / (2 * sqrt(n)))
    sin(pmin(pmax(angles, 0), pi / 2))^2
  },
  "logit" = function(x, n, N, conf, side)
    if (x == 0 || x == n) {
      alternative <- c(two = "two.sided", lower = "greater", upper = "less")[[side]]
      as.numeric(binom.test(x, n, alternative = alternative, conf.level = conf)$conf.int)
    } else {
      plogis(around(qlogis(x / n), quantile_of(conf, side) * sqrt(1 / x + 1 / (n - x))))
    },
  "likelihood" = function(x, n, N, conf, side) {
    z <- quantile_of(conf, side)
    if (z == 0) c(x, x) / n
    else c(if (x > 0) likelihood_lower(x, n, z) else 0, if (x < n) likelihood_upper(x, n, z) else 1)
  },
  "mid-p-hypergeometric" = function(x, n, N, conf, side) {
    tail <- tail_of(conf, side)
    c(first_count(x, n, N, tail), N - first_count(n - x, n, N, tail)) / N
  },
  "wald-fpc" = function(x, n, N, conf, side) {
    p <- x / n
    if (n == 1) c(0, 1)
    else around(p, quantile_of(conf, side) * sqrt((1 - n / N) * p * (1 - p) / (n - 1)))
  }
)

# What the library promises of every method: exact ends, no limit that was not
# asked for, none beyond the estimate, the point in a census.
settled <- function(method, x, n, N, conf, side) {
  limit <- if (N == n) c(x, x) / n else limits[[method]](x, n, N, conf, side)
  if (x == 0) limit[1] <- 0
  if (x == n && N != n && method != "wald-fpc") limit[2] <- 1
  limit <- c(min(limit[1], x / n), max(limit[2], x / n))
  if (side == "upper") limit[1] <- 0
  if (side == "lower") limit[2] <- 1
  pmin(pmax(limit, 0), 1)
}

confs <- c(0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999)
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

text <- function(v) ifelse(v %in% confs, format(v), sprintf("%.17g", v))
for (method in names(limits)) {
  set.seed(1998)
  edge <- fixed()
  cases <- rbind(edge, drawn(2000 - nrow(edge)))
  cases$population <- if (method %in% population_methods) population_of(cases$n) else 0
  cases$side <- as.character(cases$side)
  found <- mapply(settled, method, cases$x, cases$n, cases$population, cases$conf, cases$side)
  cases$lower_r <- found[1, ]
  cases$upper_r <- found[2, ]
  numbers <- vapply(cases, is.numeric, TRUE)
  cases[numbers] <- lapply(cases[numbers], function(v) vapply(v, text, ""))
  write.csv(cases, sprintf("interval_%s.csv", method), row.names = FALSE, quote = FALSE)
}
