# interval.R: the cases of interval.csv and R's own limits for them.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# R 4.2.2 (Debian r-base-core 4.2.2.20221110-2), package stats; epiR 2.0.57 for
# agresti-coull and jeffreys, Hmisc 4.8-0 for wald (both as packaged by Debian 12).
# Run `Rscript interval.R && /usr/bin/python3 interval.py` in this directory:
# interval.py adds the columns lower and upper from the defining equations.
suppressMessages({ library(epiR); library(Hmisc) })

# One-sided limits are those of the two-sided interval at 2 conf - 1 where a
# package has no one-sided form.
two_sided <- function(conf, side) if (side == "two") conf else 2 * conf - 1
alternative <- c(two = "two.sided", lower = "greater", upper = "less")
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

# The first M that is not rejected, by halving.
first_count <- function(x, n, N, tail) {
  rejected <- function(M) phyper(x - 1, M, N - M, n, lower.tail = FALSE) <= tail * (1 + 1e-10)
  low <- x - 1
  high <- N - n + x
  while (high - low > 1) {
    M <- floor((low + high) / 2)
    if (rejected(M)) low <- M else high <- M
  }
  high
}

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
  "hypergeometric" = function(x, n, N, conf, side) {
    tail <- (1 - two_sided(conf, side)) / 2
    c(first_count(x, n, N, tail), N - first_count(n - x, n, N, tail)) / N
  }
)

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

confs <- c(0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999)
counts <- function(n) unique(c(0, 1, n %/% 2, n - 1, n))
grid <- function(sizes, sides, populations, confs)
  do.call(rbind, lapply(sizes, function(n)
    expand.grid(x = counts(n), n = n, population = populations(n), conf = confs, side = sides)))
large <- function(n) 0
few <- c(0.5, 0.95, 0.9999)
printed <- data.frame(x = c(81, 15, 0, 1, 100, 2, 6480, 999990),
                      n = c(263, 148, 20, 29, 115, 260, 8000, 1e6), population = 0,
                      conf = 0.95, side = "two")
binomial <- rbind(printed, grid(c(1, 2, 3, 7, 30, 115, 1000, 1e4, 1e6, 1e7), "two", large, confs),
                  grid(c(1, 30, 1e6), c("lower", "upper"), large, few))
sizes <- function(n) { N <- c(n, n + 1, 2 * n, 20 * n + 7, 1e7); unique(N[N <= 1e7]) }
finite <- rbind(transform(printed, population = c(264, 500, 20, 59178, 59178, 3e5, 1e7, 1000001)),
                grid(c(1, 7, 30, 1000), "two", sizes, c(0.95, 0.9999)),
                grid(c(1e5, 9999999), "two", sizes, 0.95),
                grid(c(2, 115), "two", sizes, c(0.8, 0.9, 0.99)),
                grid(c(7, 115), c("lower", "upper"), sizes, 0.9), grid(7, c("two", "lower"), sizes, 0.5))
cases <- unique(do.call(rbind, lapply(names(limits), function(method) cbind(
  method = method, if (method %in% c("hypergeometric", "wilson-fpc")) finite else binomial))))
cases$side <- as.character(cases$side)
found <- mapply(settled, cases$method, cases$x, cases$n, cases$population, cases$conf, cases$side)
cases$lower_r <- found[1, ]
cases$upper_r <- found[2, ]
text <- function(v) ifelse(is.na(v), "NA", ifelse(v %in% confs, format(v), sprintf("%.17g", v)))
numbers <- vapply(cases, is.numeric, TRUE)
cases[numbers] <- lapply(cases[numbers], function(v) vapply(v, text, ""))
write.csv(cases, "interval.csv", row.names = FALSE, quote = FALSE)
