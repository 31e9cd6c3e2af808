# difference_exact.R: limits of exact-unconditional by its definition.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# R 4.2.2 (Debian r-base-core 4.2.2.20221110-2), package stats. A difference is
# left out when the probability of all results whose score statistic is no less
# than that of what was seen is at most the tail, at its largest over a grid of
# rates refined by optimize. The first difference from outside that is not left
# out is looked for in steps of 0.002, and then by halving. Two stretches that
# are not left out are narrower than the steps: the program found them, and the
# points put among the steps let this script confirm them.

# The restricted second rate: the root of the cubic of Miettinen & Nurminen 1985.
second_rate <- function(x1, n1, x2, n2, d) {
  n <- n1 + n2
  c2 <- (n1 + 2 * n2) * d - n - x1 - x2
  c1 <- (n2 * d - n - 2 * x2) * d + x1 + x2
  c0 <- x2 * d * (1 - d)
  v <- (c2 / (3 * n))^3 - c1 * c2 / (6 * n^2) + c0 / (2 * n)
  u <- ifelse(v < 0, -1, 1) * sqrt(pmax((c2 / (3 * n))^2 - c1 / (3 * n), 0))
  w <- (pi + acos(pmin(pmax(ifelse(u == 0, 0, v / u^3), -1), 1))) / 3
  pmin(pmax(2 * u * cos(w) - c2 / (3 * n), 0, -d), 1, 1 - d)
}
statistic <- function(x1, n1, x2, n2, d) {
  p2 <- second_rate(x1, n1, x2, n2, d)
  p1 <- pmin(pmax(p2 + d, 0), 1)
  apart <- x1 / n1 - x2 / n2 - d
  ifelse(abs(apart) < 1e-15, 0, apart / sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2))
}

# The largest probability, over rates d apart, of what is no less extreme.
largest <- function(x1, n1, x2, n2, d) {
  results <- expand.grid(i = 0:n1, j = 0:n2)
  seen <- statistic(x1, n1, x2, n2, d)
  extreme <- matrix(statistic(results$i, n1, results$j, n2, d) >= seen - 1e-10, n1 + 1)
  low <- max(0, -d)
  high <- min(1, 1 - d)
  probability <- function(p2)
    sum(dbinom(0:n1, n1, min(max(p2 + d, 0), 1)) * (extreme %*% dbinom(0:n2, n2, p2)))
  grid <- low + (high - low) * sin(seq(0, pi / 2, length.out = 101))^2
  values <- vapply(grid, probability, 0)
  best <- which.max(values)
  ends <- grid[c(max(best - 1, 1), min(best + 1, 101))]
  max(values, optimize(probability, ends, maximum = TRUE, tol = 1e-9)$objective)
}

narrow <- c(-0.05704, -0.31385)
lower <- function(x1, n1, x2, n2, tail) {
  estimate <- x1 / n1 - x2 / n2
  if (estimate == -1) return(-1)
  steps <- sort(c(seq(-0.998, estimate, by = 0.002), narrow[narrow < estimate]))
  above <- Find(function(d) largest(x1, n1, x2, n2, d) > tail, steps)
  if (is.null(above)) above <- estimate
  below <- above - 0.002
  while (above - below > 1e-10) {
    d <- (above + below) / 2
    if (largest(x1, n1, x2, n2, d) > tail) above <- d else below <- d
  }
  above
}

pairs <- rbind(c(56, 70, 48, 80), c(9, 10, 3, 10), c(6, 7, 2, 7), c(5, 56, 0, 29), c(0, 10, 0, 20),
               c(0, 10, 0, 10), c(10, 10, 0, 20), c(10, 10, 0, 10), c(1, 1, 3, 4), c(17, 23, 30, 37),
               c(1, 30, 8, 30), c(12, 40, 3, 25))
cases <- expand.grid(pair = seq_len(nrow(pairs)), conf = c(0.8, 0.95, 0.999))
rows <- Map(function(pair, conf) {
  x <- pairs[pair, ]
  tail <- (1 - conf) / 2
  sprintf("%g,%g,%g,%g,%g,%.12f,%.12f", x[1], x[2], x[3], x[4], conf,
          lower(x[1], x[2], x[3], x[4], tail), -lower(x[3], x[4], x[1], x[2], tail))
}, cases$pair, cases$conf)
writeLines(c("x1,n1,x2,n2,conf,lower,upper", unlist(rows)), "difference_exact.csv")
