# plan.csv: sample sizes, margins, detectable differences and the gap between
# best and worst by chance, each by two ways that share no code.
# R 4.2.2, package stats 4.2.2 only.
#   size        value: Cochran's n0, times deff, corrected, rounded up once;
#               second: the first whole n whose margin is small enough, by search
#   margin      value: the formula; second: the standard error of a mean of N
#               zeroes and ones with the variance S^2 = N/(N-1) pq
#   detectable  value: stats::power.prop.test (upwards; downwards by mirroring);
#               second: the equation of Fleiss, Levin & Paik solved by bisection
#   range       value: sum of 1 - F^k - (1-F)^k; second: the whole distribution of
#               the range of k independent binomials, and its mean
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
rows <- list()
columns <- c("what", "rate", "margin", "conf", "population", "deff", "n", "k", "power",
             "direction", "value", "second")
add <- function(what, value, second, ...) {
  row <- setNames(as.list(rep("", length(columns))), columns)
  given <- list(what = what, value = value, second = second, ...)
  row[names(given)] <- lapply(given, function(v) if (is.numeric(v)) sprintf("%.17g", v) else v)
  rows[[length(rows) + 1]] <<- paste(unlist(row[columns]), collapse = ",")
}

margin_of <- function(n, p, conf, N, deff) {
  left <- if (N == 0) 1 else (N - n) / (N - 1)
  qnorm((1 - conf) / 2, lower.tail = FALSE) * sqrt(p * (1 - p) * deff / n * left)
}
size_of <- function(e, p, conf, N, deff) {
  n0 <- deff * qnorm((1 + conf) / 2)^2 * p * (1 - p) / e^2
  n <- if (N == 0) n0 else n0 / (1 + (n0 - 1) / N)
  max(1, ceiling(n - 1e-9))
}
size_search <- function(e, p, conf, N, deff) {
  n <- 1
  top <- if (N == 0) 1e12 else N
  high <- 1
  while (high < top && margin_of(high, p, conf, N, deff) > e) high <- min(top, high * 2)
  low <- 0
  while (high - low > 1) {
    middle <- floor((low + high) / 2)
    if (margin_of(middle, p, conf, N, deff) <= e * (1 + 1e-14)) high <- middle else low <- middle
  }
  high
}
for (p in c(0.5, 0.7, 0.8, 0.9, 0.99)) for (e in c(0.1, 0.05, 0.03, 0.01)) {
  for (N in c(0, 10, 500, 59178, 1e7)) for (deff in c(1, 1.5, 0.8)) {
    conf <- if (deff == 1) 0.95 else 0.99
    add("size", size_of(e, p, conf, N, deff), size_search(e, p, conf, N, deff),
        rate = p, margin = e, conf = conf, population = N, deff = deff)
  }
}

standard_error <- function(n, p, N, deff) {
  S2 <- if (N == 0) p * (1 - p) else N / (N - 1) * p * (1 - p)
  f <- if (N == 0) 0 else n / N
  sqrt(deff * (1 - f) * S2 / n)
}
for (p in c(0.5, 0.87, 0.999)) for (n in c(1, 25, 115, 1e5)) for (N in c(0, 1e5, 1e7))
  for (conf in c(0.5, 0.95, 0.999)) {
    add("margin", margin_of(n, p, conf, N, 1.25),
        qnorm((1 - conf) / 2) * -1 * standard_error(n, p, N, 1.25),
        rate = p, conf = conf, population = N, deff = 1.25, n = n)
  }

detectable_fleiss <- function(p, n, conf, power) {
  f <- function(p2) {
    m <- (p + p2) / 2
    qnorm((1 + conf) / 2) * sqrt(2 * m * (1 - m)) +
      qnorm(power) * sqrt(p * (1 - p) + p2 * (1 - p2)) - sqrt(n) * (p2 - p)
  }
  low <- p; high <- 1
  if (f(1) > 0) return(NA)
  for (i in 1:200) { middle <- (low + high) / 2; if (f(middle) > 0) low <- middle else high <- middle }
  high - p
}
for (p in c(0.05, 0.3, 0.5, 0.85, 0.97)) for (n in c(25, 115, 1126, 1e6))
  for (power in c(0.5, 0.8, 0.95)) for (conf in c(0.95, 0.99)) for (direction in c(1, -1)) {
    from <- if (direction == 1) p else 1 - p
    second <- detectable_fleiss(from, n, conf, power)
    first <- if (is.na(second)) NA else
      power.prop.test(n = n, p1 = from, power = power, sig.level = 1 - conf,
                      tol = .Machine$double.eps)$p2 - from
    text <- function(v) if (is.na(v)) "NA" else sprintf("%.17g", direction * v)
    add("detectable", text(first), text(second), rate = p, n = n, conf = conf, power = power,
        direction = direction)
  }

range_sum <- function(p, n, k) {
  j <- 0:(n - 1)
  lower <- pbinom(j, n, p); upper <- pbinom(j, n, p, lower.tail = FALSE)
  sum(-expm1(k * log1p(-upper)) - upper^k) / n
}
# P(range <= d) = sum over the smallest j of [F(j+d)-F(j-1)]^k - [F(j+d)-F(j)]^k
range_distribution <- function(p, n, k) {
  F <- function(j) pbinom(j, n, p)
  j <- 0:n
  over <- sapply(0:(n - 1), function(d) 1 - sum((F(j + d) - F(j - 1))^k - (F(j + d) - F(j))^k))
  sum(over) / n
}
for (p in c(0.02, 0.5, 0.809, 0.99)) for (n in c(1, 5, 25, 115, 1000)) for (k in c(1, 2, 14, 43, 500))
  add("range", range_sum(p, n, k), range_distribution(p, n, k), rate = p, n = n, k = k)

head <- sprintf("# plan.R with %s, stats %s", R.version.string, packageVersion("stats"))
writeLines(c(head, paste(columns, collapse = ","), unlist(rows)), "plan.csv")
