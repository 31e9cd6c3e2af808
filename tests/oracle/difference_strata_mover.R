# difference_strata_mover.R: the cases of difference_strata_mover.csv, and their
# limits and p-values in R, from the definition.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# R 4.2.2 (Debian r-base-core 4.2.2.20221110-2), package stats: phyper at every
# number compliant, and qbeta, give the limits inside
# stratified-mover-hypergeometric; the p-value is where halving the tail ends. A
# case is one row per stratum; limits stand in the last of them. weight NA:
# Mantel-Haenszel. difference_strata_mover.py, run after it, adds its own columns.
# Run `Rscript difference_strata_mover.R`.

# The exact lower limit of a rate; N = 0: a large population.
lower_of <- function(x, n, N, tail) {
  if (x == 0) return(0)
  if (N == 0) return(qbeta(tail, x, n - x + 1))
  M <- x:(N - n + x)
  kept <- phyper(x - 1, M, N - M, n, lower.tail = FALSE) > tail
  min(M[kept] / N, x / n)
}
lower <- function(s, w, tail) {
  distance <- function(x, n, N) x / n - mapply(lower_of, x, n, N, tail)
  d <- sum(w * (s$x1 / s$n1 - s$x2 / s$n2))
  d - sqrt(sum(w^2 * (distance(s$x1, s$n1, s$population1)^2 +
                      distance(s$n2 - s$x2, s$n2, s$population2)^2)))
}
turned <- function(s) setNames(s[c("x2", "n2", "x1", "n1", "population2", "population1")], names(s))
SMALL <- 1e-14 # as much is rounding
# A p-value below 1e-10 is not told.
p_value <- function(s, w) {
  d <- sum(w * (s$x1 / s$n1 - s$x2 / s$n2))
  if (abs(d) < SMALL) return(1)
  if (d < 0) s <- turned(s)
  if (lower(s, w, 0.5) <= SMALL) return(1)
  low <- 5e-11
  high <- 0.5
  if (lower(s, w, low) > SMALL) return(NA)
  for (i in 1:80) {
    middle <- (low + high) / 2
    if (lower(s, w, middle) > SMALL) high <- middle else low <- middle
  }
  low + high
}

# ---- cases
set.seed(2008)
some_case <- function(i) {
  count <- sample(1:4, 1)
  n1 <- floor(10^runif(count, 0, 1.9))
  n2 <- floor(10^runif(count, 0, 1.9))
  pick <- function(n) ifelse(runif(count) < 0.2, sample(0:1, count, TRUE) * n,
                             rbinom(count, n, runif(count)))
  population <- function(n) sapply(n, function(n)
    sample(c(0, n, n + 1, floor(n * 1.5) + 1, 4 * n, 3 * n + 7), 1,
           prob = c(if (i %% 4 == 0) 4 else 0, 1, 2, 3, 3, 3)))
  data.frame(x1 = pick(n1), n1 = n1, x2 = pick(n2), n2 = n2,
             population1 = population(n1), population2 = population(n2))
}
digits <- function(x) ifelse(is.na(x), "", formatC(x, digits = 17, format = "g", width = 1))
out <- file("difference_strata_mover.csv", "w")
writeLines(c("# written by difference_strata_mover.R (R 4.2.2, stats)",
  "conf,stratum,x1,n1,x2,n2,population1,population2,weight,lower,upper,p_value"), out)
for (i in 1:2100) {
  s <- some_case(i)
  given <- if (i %% 2 == 0) rep(NA, nrow(s)) else round(runif(nrow(s), 0.05, 2), 2)
  w <- if (i %% 2 == 0) s$n1 * s$n2 / (s$n1 + s$n2) else given
  w <- w / sum(w)
  # levels that no fraction's tail meets
  conf <- sample(c(0.5003, 0.8003, 0.9003, 0.9503, 0.9903, 0.99993), 1)
  tail <- (1 - conf) / 2
  found <- c(max(lower(s, w, tail), -1), min(-lower(turned(s), w, tail), 1), p_value(s, w))
  for (h in seq_len(nrow(s))) {
    shown <- if (h == nrow(s)) digits(found) else c("", "", "")
    writeLines(paste(c(conf, h, digits(unlist(s[h, ])), digits(given[h]), shown),
                     collapse = ","), out)
  }
}
close(out)
