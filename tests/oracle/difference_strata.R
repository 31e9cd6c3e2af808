# difference_strata.R: the cases of difference_strata.csv and their limits and
# p-values in R, from the definitions.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# R 4.2.2 (Debian r-base-core 4.2.2.20221110-2), package stats: prop.test gives
# the Wilson limits inside stratified-newcombe; uniroot solves for the
# p-values. A case is one row per
# stratum; limits stand in the last of them. weight NA: Mantel-Haenszel.
# Run `Rscript difference_strata.R`.

root <- function(f, low, high) uniroot(f, c(low, high), tol = 1e-15, maxiter = 10000)$root

# ---- stratified-newcombe (Yan & Su 2010)
wilson <- function(x, n, z) suppressWarnings(
  prop.test(x, n, conf.level = 1 - 2 * pnorm(z, lower.tail = FALSE), correct = FALSE)$conf.int)
# A sample of a finite population is one of n(N-1)/(N-n) records; of a census both
# limits are the rate.
group <- function(x, n, N, w, z) {
  m <- ifelse(N == 0, n, ifelse(N == n, Inf, n * (N - 1) / (N - n)))
  v <- x / n * (1 - x / n) / m
  if (sum(w^2 * v) == 0) v <- 1 / m
  if (all(m == Inf)) return(c(0, 0))
  own <- z * sqrt(sum(w^2 * v)) / sum(w * sqrt(v))
  own_limits <- function(p, m, w)
    w * (if (m == Inf) c(p, p) else wilson(min(p * m, m), m, own))
  limits <- rowSums(mapply(own_limits, x / n, m, w))
  z * sqrt(sum(w^2 / m) * limits * pmax(1 - limits, 0))
}
newcombe <- function(s, w, z) {
  d <- sum(w * (s$x1 / s$n1 - s$x2 / s$n2))
  first <- group(s$x1, s$n1, s$population1, w, z)
  second <- group(s$x2, s$n2, s$population2, w, z)
  c(d - sqrt(first[1]^2 + second[2]^2), d + sqrt(first[2]^2 + second[1]^2))
}
# Beyond z = 4 the level that prop.test takes has too few digits.
newcombe_p <- function(s, w) {
  d <- sum(w * (s$x1 / s$n1 - s$x2 / s$n2))
  f <- function(z) if (d > 0) newcombe(s, w, z)[1] else -newcombe(s, w, z)[2]
  if (abs(d) < 1e-14) 1 else if (f(4) > 0) NA else 2 * pnorm(root(f, 1e-6, 4), lower.tail = FALSE)
}

# ---- cases
set.seed(2026)
some_case <- function(i) {
  count <- sample(1:4, 1)
  n1 <- floor(10^runif(count, 0.5, if (i %% 4 == 0) 4 else 2))
  n2 <- floor(10^runif(count, 0.5, if (i %% 4 == 0) 4 else 2))
  pick <- function(n) ifelse(runif(count) < 0.25, sample(0:1, count, TRUE) * n,
                             rbinom(count, n, runif(count)))
  population <- function(n) if (i %% 3 > 0) 0 * n else
    sapply(n, function(n) sample(c(0, n, n + 1, floor(n * 1.5) + 1, 10 * n), 1))
  data.frame(x1 = pick(n1), n1 = n1, x2 = pick(n2), n2 = n2,
             population1 = population(n1), population2 = population(n2))
}
digits <- function(x) ifelse(is.na(x), "", formatC(x, digits = 17, format = "g", width = 1))
out <- file("difference_strata.csv", "w")
writeLines(c("# written by difference_strata.R (R 4.2.2, stats)",
  "conf,stratum,x1,n1,x2,n2,population1,population2,weight,lower,upper,p_value"), out)
for (i in 1:2000) {
  s <- some_case(i)
  given <- if (i %% 2 == 0) rep(NA, nrow(s)) else round(runif(nrow(s), 0.05, 2), 2)
  w <- if (i %% 2 == 0) s$n1 * s$n2 / (s$n1 + s$n2) else given
  w <- w / sum(w)
  conf <- sample(c(0.5, 0.8, 0.9, 0.95, 0.99), 1)
  z <- qnorm((1 - conf) / 2, lower.tail = FALSE)
  found <- c(pmin(pmax(newcombe(s, w, z), -1), 1), newcombe_p(s, w))
  for (h in seq_len(nrow(s))) {
    shown <- if (h == nrow(s)) digits(found) else c("", "", "")
    writeLines(paste(c(conf, h, digits(unlist(s[h, ])), if (is.na(given[h])) "" else format(given[h]),
                       shown), collapse = ","), out)
  }
}
close(out)
