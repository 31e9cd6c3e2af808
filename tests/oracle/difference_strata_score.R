# difference_strata_score.R: the cases of difference_strata_score.csv, their limits
# and p-values in R, from the definition of stratified-miettinen-nurminen.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# R 4.2.2 (Debian r-base-core 4.2.2.20221110-2), package stats: the most likely
# rates by halving on the derivative of the likelihood; limits by looking at T on
# a grid from the outside and uniroot where it first is not above z^2; p-values by
# the least T of a grid, with optimize around it; where the least is at 0 and the
# weights are those of Mantel and Haenszel by mantelhaen.test.
# A case is one row per stratum; limits stand in the last of them. weight empty:
# Mantel-Haenszel. difference_strata_score.py adds what it finds in columns of its
# own. Run `Rscript difference_strata_score.R`.

second_rate <- function(s, h, d) {
  x1 <- s$x1[h]; n1 <- s$n1[h]; x2 <- s$x2[h]; n2 <- s$n2[h]
  low <- pmax(0, -d); high <- pmin(1, 1 - d)
  part <- function(x, p) if (x == 0) 0 else x / p
  for (i in 1:56) {
    b <- (low + high) / 2
    a <- b + d
    up <- part(x1, a) - part(n1 - x1, 1 - a) + part(x2, b) - part(n2 - x2, 1 - b) > 0
    low <- low + up * (b - low)
    high <- high + (1 - up) * (b - high)
  }
  (low + high) / 2
}
variance <- function(s, w, d) {
  sum <- 0
  for (h in seq_len(nrow(s))) if (w[h] > 0) {
    all <- s$n1[h] + s$n2[h]
    b <- second_rate(s, h, d)
    a <- pmin(pmax(b + d, 0), 1)
    sum <- sum + w[h]^2 * all / (all - 1) * (a * (1 - a) / s$n1[h] + b * (1 - b) / s$n2[h])
  }
  sum
}
estimate <- function(s, w) sum(w * (s$x1 / s$n1 - s$x2 / s$n2))
turned <- function(s) data.frame(x1 = s$x2, n1 = s$n2, x2 = s$x1, n2 = s$n1)

parts <- sort(c(seq(0, 1, length.out = 601)[-1], 10^seq(-9, -2.5, length.out = 100)))
lower <- function(s, w, z) {
  D <- estimate(s, w)
  f <- function(d) (D - d)^2 - z^2 * variance(s, w, d)
  d <- D - (D + 1) * parts
  inside <- which(f(d) <= 0 & d > -1)
  if (D <= -1) return(-1)
  last <- if (length(inside) == 0) 0 else max(inside)
  from <- d[last + 1]
  to <- if (last == 0) D else d[last]
  if (last == length(d)) return(-1)
  uniroot(f, c(from, to), tol = 1e-16, maxiter = 10000)$root
}
p_value <- function(s, w, is_plain) {
  D <- estimate(s, w)
  if (abs(D) < 1e-12) return(1)
  if (D < 0) { s <- turned(s); D <- -D }
  T <- function(d) (D - d)^2 / variance(s, w, d)
  d <- -c(0, parts[parts < 1])
  at <- which.min(T(d))
  least <- min(T(d))
  if (at == 1 && is_plain) {
    tables <- array(sapply(seq_len(nrow(s)), function(h)
      c(s$x1[h], s$n1[h] - s$x1[h], s$x2[h], s$n2[h] - s$x2[h])), c(2, 2, nrow(s)))
    if (nrow(s) > 1) least <- unname(mantelhaen.test(tables, correct = FALSE)$statistic)
  }
  if (at > 1)
    least <- optimize(T, c(d[min(at + 1, length(d))], d[at - 1]), tol = 1e-12)$objective
  if (least > 1300) NA else pchisq(least, 1, lower.tail = FALSE)
}

# ---- cases
set.seed(1985)
size <- function(count, kind) floor(switch(kind,
  10^runif(count, 0, 2), 10^runif(count, 0.5, 4), 10^runif(count, 0, 6),
  ifelse(runif(count) < 0.6, runif(count, 1, 4), 10^runif(count, 0, 4))))
some_case <- function(i) {
  count <- sample(1:4, 1)
  kind <- i %% 4 + 1
  n1 <- size(count, kind)
  n2 <- size(count, kind)
  near <- runif(1)
  rate <- function() if (i %% 3 == 0) runif(count) else
    pmin(pmax(near + rnorm(count, 0, 0.1), 0), 1)
  pick <- function(n) ifelse(runif(count) < 0.25, sample(0:1, count, TRUE) * n,
                             rbinom(count, n, rate()))
  data.frame(x1 = pick(n1), n1 = n1, x2 = pick(n2), n2 = n2)
}
digits <- function(x) ifelse(is.na(x), "", formatC(x, digits = 17, format = "g", width = 1))
out <- file("difference_strata_score.csv", "w")
writeLines(c("# written by difference_strata_score.R (R 4.2.2, stats)",
  "conf,stratum,x1,n1,x2,n2,weight,lower,upper,p_value"), out)
write_case <- function(s, is_plain) {
  given <- if (is_plain) rep(NA, nrow(s)) else round(runif(nrow(s), 0.05, 2), 2)
  w <- if (is_plain) s$n1 * s$n2 / (s$n1 + s$n2) else given
  w <- w / sum(w)
  conf <- sample(c(0.5, 0.8, 0.9, 0.95, 0.99, 0.9999), 1)
  z <- qnorm((1 - conf) / 2, lower.tail = FALSE)
  found <- c(lower(s, w, z), -lower(turned(s), w, z), p_value(s, w, is_plain))
  for (h in seq_len(nrow(s))) {
    shown <- if (h == nrow(s)) digits(found) else c("", "", "")
    writeLines(paste(c(conf, h, digits(unlist(s[h, ])), digits(given[h]), shown),
                     collapse = ","), out)
  }
}
for (i in 1:2100) write_case(some_case(i), i %% 2 == 0)

# A few strata of 1e4 to 1e7 records, all with rates near 0 or all with rates near 1:
# up to some 30 records of the rarer kind in each
for (i in 1:50) {
  count <- sample(2:4, 1)
  n1 <- floor(10^runif(count, 4, 7))
  n2 <- floor(10^runif(count, 4, 7))
  few <- function() rpois(count, ifelse(runif(count) < 0.2, 0, runif(count, 0.5, 20)))
  s <- data.frame(x1 = few(), n1 = n1, x2 = few(), n2 = n2)
  if (i %% 2 == 0) s <- transform(s, x1 = n1 - x1, x2 = n2 - x2)
  write_case(s, i %% 4 > 1)
}
close(out)
