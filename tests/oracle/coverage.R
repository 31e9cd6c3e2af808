# coverage.R: the cases of coverage.csv and coverage_summary.csv and R's own values.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# R 4.2.2 (Debian r-base-core 4.2.2.20221110-2), package stats.
# Run `Rscript coverage.R && /usr/bin/python3 coverage.py` in this directory:
# coverage.py adds the columns without r_ from the definitions.
set.seed(20)

score <- function(x, n, z) {
  centre <- (x + z^2 / 2) / (n + z^2)
  half <- z / (n + z^2) * sqrt(x * (n - x) / n + z^2 / 4)
  cbind(ifelse(x == 0, 0, centre - half), ifelse(x == n, 1, centre + half))
}

first_count <- function(x, n, N, tail) {
  M <- x:(N - n + x)
  M[which(phyper(x - 1, M, N - M, n, lower.tail = FALSE) > tail * (1 + 1e-10))[1]]
}

limits <- list(
  "wald" = function(x, n, N, tail) {
    half <- qnorm(tail, lower.tail = FALSE) * sqrt(x * (n - x) / n^3)
    cbind(x / n - half, x / n + half)
  },
  "wilson" = function(x, n, N, tail) score(x, n, qnorm(tail, lower.tail = FALSE)),
  "wilson-fpc" = function(x, n, N, tail)
    score(x * (N - 1) / (N - n), n * (N - 1) / (N - n), qnorm(tail, lower.tail = FALSE)),
  "clopper-pearson" = function(x, n, N, tail)
    cbind(qbeta(tail, x, n - x + 1), qbeta(tail, x + 1, n - x, lower.tail = FALSE)),
  "jeffreys" = function(x, n, N, tail)
    cbind(ifelse(x == 0, 0, qbeta(tail, x + 0.5, n - x + 0.5)),
          ifelse(x == n, 1, qbeta(tail, x + 0.5, n - x + 0.5, lower.tail = FALSE))),
  "hypergeometric" = function(x, n, N, tail) {
    M <- sapply(x, first_count, n, N, tail)
    cbind(M / N, rev(N - M) / N)
  })

intervals <- function(case) {
  tail <- (1 - case$conf) / if (case$side == "two") 2 else 1
  found <- limits[[case$method]](0:case$n, case$n, case$population, tail)
  estimate <- 0:case$n / case$n # no limit is beyond it
  found[, 1] <- if (case$side == "upper") 0 else pmin(pmax(0, found[, 1]), estimate)
  found[, 2] <- if (case$side == "lower") 1 else pmax(pmin(1, found[, 2]), estimate)
  found
}

chances <- function(case, rate) {
  N <- case$population
  if (N == 0) dbinom(0:case$n, case$n, rate)
  else dhyper(0:case$n, round(rate * N), N - round(rate * N), case$n)
}

at <- function(case, found, rate) {
  p <- chances(case, rate)
  c(sum(p[found[, 1] <= rate & rate <= found[, 2]]), sum(p * (found[, 2] - found[, 1])))
}

# From both sides of every limit; or, in a population, at every rate that it can have.
lowest <- function(case, found) {
  if (case$population > 0) {
    rates <- 0:case$population / case$population
    values <- sapply(rates, function(rate) at(case, found, rate)[1])
  } else {
    limit <- unique(c(found))
    left <- sapply(limit, function(v)
      if (v == 0) 1 else sum(chances(case, v)[found[, 1] < v & v <= found[, 2]]))
    right <- sapply(limit, function(v)
      if (v == 1) 1 else sum(chances(case, v)[found[, 1] <= v & v < found[, 2]]))
    rates <- c(limit, limit)
    values <- c(left, right)
  }
  c(min(values), min(rates[values < min(values) + 1e-10]))
}

# By quadrature between neighbouring limits.
means <- function(case, found) {
  if (case$population > 0)
    return(rowMeans(sapply(0:case$population / case$population,
                           function(rate) at(case, found, rate))))
  ends <- sort(unique(c(0, 1, found)))
  piece <- function(from, to) {
    middle <- (from + to) / 2
    is_held <- found[, 1] <= middle & middle <= found[, 2]
    f <- function(rates) sapply(rates, function(rate) sum(chances(case, rate)[is_held]))
    integrate(f, from, to, rel.tol = 1e-12, abs.tol = 1e-15)$value
  }
  width <- integrate(function(rates) sapply(rates, function(rate)
    sum(chances(case, rate) * (found[, 2] - found[, 1]))), 0, 1, rel.tol = 1e-12)$value
  c(sum(mapply(piece, head(ends, -1), tail(ends, -1))), width)
}

cases <- rbind(
  expand.grid(method = c("wald", "wilson", "clopper-pearson", "jeffreys"),
              conf = c(0.8, 0.95, 0.9999), side = "two", n = c(1, 2, 5, 20, 115),
              population = 0),
  expand.grid(method = c("wilson", "clopper-pearson", "jeffreys"), conf = 0.95,
              side = c("lower", "upper"), n = c(1, 7, 40), population = 0),
  expand.grid(method = c("hypergeometric", "wilson-fpc", "wilson", "clopper-pearson"),
              conf = c(0.8, 0.95), side = c("two", "lower"), n = c(1, 5, 20),
              population = c(21, 43, 307)))
text <- function(value) formatC(value, digits = 17, format = "g", width = 1)
points <- summaries <- NULL
for (i in seq_len(nrow(cases))) {
  case <- as.list(cases[i, ])
  case[c("method", "side")] <- sapply(case[c("method", "side")], as.character)
  head <- paste(case$method, case$conf, case$side, case$n, case$population, sep = ",")
  found <- intervals(case)
  for (rate in c(0, 1, runif(8))) {
    if (case$population > 0) rate <- round(rate * case$population) / case$population
    points <- c(points, paste(c(head, text(rate), text(at(case, found, rate))),
                              collapse = ","))
  }
  summaries <- c(summaries, paste(c(head, text(c(lowest(case, found), means(case, found)))),
                                  collapse = ","))
}
writeLines(c("method,conf,side,n,population,rate,r_coverage,r_width", points), "coverage.csv")
writeLines(c("method,conf,side,n,population,r_minimum,r_minimum_at,r_mean,r_mean_width",
             summaries), "coverage_summary.csv")
