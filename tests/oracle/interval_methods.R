# interval_methods.R: R's limits for one rate by every method; read by interval.R
# and interval_more.R, which write the oracles.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# R 4.2.2 (Debian r-base-core 4.2.2.20221110-2), package stats; epiR 2.0.57 for
# agresti-coull and jeffreys, Hmisc 4.8-0 for wald (both as packaged by Debian 12).
suppressMessages({ library(epiR); library(Hmisc) })

# One-sided limits are those of the two-sided interval at 2 conf - 1 where a
# package has no one-sided form.
two_sided <- function(conf, side) if (side == "two") conf else 2 * conf - 1
alternative <- c(two = "two.sided", lower = "greater", upper = "less")
around <- function(centre, half) c(centre - half, centre + half)
tail_of <- function(conf, side) (1 - conf) / if (side == "two") 2 else 1
quantile_of <- function(conf, side) qnorm(tail_of(conf, side), lower.tail = FALSE)
ordinary <- function(test) as.numeric(suppressWarnings(test)$conf.int)

# prop.test lowers its correction to |x - np| when that is below 1/2, so it is
# asked about a p far from x/n.
score <- function(x, n, conf, side, correct)
  ordinary(prop.test(x, n, p = if (2 * x < n) 0.999 else 0.001, correct = correct,
                     alternative = alternative[[side]], conf.level = conf))

mid_limit <- function(x, n, tail, lower) {
  f <- function(p) pbinom(x - !lower, n, p, lower.tail = !lower) + dbinom(x, n, p) / 2 - tail
  ends <- if (lower) qbeta(tail, c(x, x + 1), c(n - x + 1, n - x))
          else qbeta(tail, c(x, x + 1), c(n - x + 1, n - x), lower.tail = FALSE)
  uniroot(f, ends, tol = 1e-16 * ends[1], maxiter = 1000)$root
}

# The first M whose tail is above the tail, by halving.
first_count <- function(x, n, N, tail, tail_at) {
  low <- x - 1
  high <- N - n + x
  while (high - low > 1) {
    M <- floor((low + high) / 2)
    if (tail_at(x, n, N, M) <= tail * (1 + 1e-10)) low <- M else high <- M
  }
  high
}
count_limits <- function(x, n, N, tail, tail_at)
  c(first_count(x, n, N, tail, tail_at), N - first_count(n - x, n, N, tail, tail_at)) / N
at_least <- function(x, n, N, M) phyper(x - 1, M, N - M, n, lower.tail = FALSE)
mid_above <- function(x, n, N, M)
  phyper(x, M, N - M, n, lower.tail = FALSE) + dhyper(x, M, N - M, n) / 2

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

limits <- list(
  "wald" = function(x, n, N, conf, side)
    binconf(x, n, 1 - two_sided(conf, side), method = "asymptotic")[2:3],
  "wilson" = function(x, n, N, conf, side) score(x, n, conf, side, FALSE),
  "wilson-cc" = function(x, n, N, conf, side) score(x, n, conf, side, TRUE),
  "wilson-fpc" = function(x, n, N, conf, side) {
    gain <- (N - 1) / (N - n)
    score(x * gain, n * gain, conf, side, FALSE)
  },
  "agresti-coull" = function(x, n, N, conf, side)
    unlist(epi.conf(cbind(x, n), "prevalence", "agresti",
                    conf.level = two_sided(conf, side))[c("lower", "upper")]),
  "clopper-pearson" = function(x, n, N, conf, side)
    ordinary(binom.test(x, n, alternative = alternative[[side]], conf.level = conf)),
  "jeffreys" = function(x, n, N, conf, side)
    unlist(epi.conf(cbind(x, n), "prevalence", "jeffreys",
                    conf.level = two_sided(conf, side))[c("lower", "upper")]),
  "mid-p" = function(x, n, N, conf, side) {
    tail <- (1 - two_sided(conf, side)) / 2
    c(if (x == n) (2 * tail)^(1 / n) else if (x > 0) mid_limit(x, n, tail, TRUE) else 0,
      if (x == 0) -expm1(log(2 * tail) / n) else if (x < n) mid_limit(x, n, tail, FALSE) else 1)
  },
  "hypergeometric" = function(x, n, N, conf, side)
    count_limits(x, n, N, tail_of(conf, side), at_least),
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
  "mid-p-hypergeometric" = function(x, n, N, conf, side)
    count_limits(x, n, N, tail_of(conf, side), mid_above),
  "wald-fpc" = function(x, n, N, conf, side) {
    p <- x / n
    if (n == 1) c(0, 1)
    else around(p, quantile_of(conf, side) * sqrt((1 - n / N) * p * (1 - p) / (n - 1)))
  }
)

population_methods <- c("hypergeometric", "wilson-fpc", "mid-p-hypergeometric", "wald-fpc")

# What the library promises of every method: exact ends, no limit that was not
# asked for, none beyond the estimate, the point in a census.
settled <- function(method, x, n, N, conf, side) {
  if (N == n)
    limit <- c(x, x) / n
  else if (conf == 0.5 && side != "two" && method %in% c("wald", "agresti-coull", "jeffreys"))
    limit <- c(NA, NA) # the packages refuse a two-sided level of 0
  else
    limit <- limits[[method]](x, n, N, conf, side)
  if (x == 0) limit[1] <- 0
  if (x == n) limit[2] <- 1
  limit <- c(min(limit[1], x / n), max(limit[2], x / n))
  if (side == "upper") limit[1] <- 0
  if (side == "lower") limit[2] <- 1
  pmin(pmax(limit, 0), 1)
}

# The limits of every case as columns, and the table as the tests read it.
confs <- c(0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999)
text <- function(v) ifelse(is.na(v), "NA", ifelse(v %in% confs, format(v), sprintf("%.17g", v)))
write_limits <- function(cases, methods, file) {
  cases$side <- as.character(cases$side)
  found <- mapply(settled, methods, cases$x, cases$n, cases$population, cases$conf, cases$side)
  cases$lower_r <- found[1, ]
  cases$upper_r <- found[2, ]
  numbers <- vapply(cases, is.numeric, TRUE)
  cases[numbers] <- lapply(cases[numbers], function(v) vapply(v, text, ""))
  write.csv(cases, file, row.names = FALSE, quote = FALSE)
}
