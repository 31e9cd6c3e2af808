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
group <- function(x, n, w, z) {
  v <- x / n * (1 - x / n) / n
  if (sum(w^2 * v) == 0) v <- 1 / n
  own <- z * sqrt(sum(w^2 * v)) / sum(w * sqrt(v))
  limits <- rowSums(mapply(function(x, n, w) w * wilson(x, n, own), x, n, w))
  z * sqrt(sum(w^2 / n) * limits * (1 - limits))
}
newcombe <- function(s, w, z) {
  d <- sum(w * (s$x1 / s$n1 - s$x2 / s$n2))
  first <- group(s$x1, s$n1, w, z)
  second <- group(s$x2, s$n2, w, z)
  c(d - sqrt(first[1]^2 + second[2]^2), d + sqrt(first[2]^2 + second[1]^2))
}
# Beyond z = 4 the level that prop.test takes has too few digits.
newcombe_p <- function(s, w) {
  d <- sum(w * (s$x1 / s$n1 - s$x2 / s$n2))
  f <- function(z) if (d > 0) newcombe(s, w, z)[1] else -newcombe(s, w, z)[2]
  if (d == 0) 1 else if (f(4) > 0) NA else 2 * pnorm(root(f, 1e-6, 4), lower.tail = FALSE)
}

methods <- list("stratified-newcombe" = list(newcombe, newcombe_p))

# ---- cases
set.seed(2026)
some_case <- function(i) {
  count <- sample(1:5, 1)
  n1 <- floor(10^runif(count, 0.5, if (i %% 4 == 0) 4 else 2))
  n2 <- floor(10^runif(count, 0.5, if (i %% 4 == 0) 4 else 2))
  pick <- function(n) ifelse(runif(count) < 0.25, sample(0:1, count, TRUE) * n,
                             rbinom(count, n, runif(count)))
  data.frame(x1 = pick(n1), n1 = n1, x2 = pick(n2), n2 = n2)
}
digits <- function(x) ifelse(is.na(x), "", formatC(x, digits = 17, format = "g", width = 1))
out <- file("difference_strata.csv", "w")
writeLines(c("# written by difference_strata.R (R 4.2.2, stats)",
  "method,conf,stratum,x1,n1,x2,n2,weight,lower,upper,p_value"), out)
for (i in 1:250) {
  s <- some_case(i)
  given <- if (i %% 2 == 0) rep(NA, nrow(s)) else round(runif(nrow(s), 0.05, 2), 3)
  w <- if (i %% 2 == 0) s$n1 * s$n2 / (s$n1 + s$n2) else given
  w <- w / sum(w)
  conf <- sample(c(0.8, 0.9, 0.95, 0.99), 1)
  z <- qnorm((1 - conf) / 2, lower.tail = FALSE)
  for (name in names(methods)) {
    limits <- methods[[name]][[1]](s, w, z)
    found <- c(pmin(pmax(limits, -1), 1), methods[[name]][[2]](s, w))
    for (h in seq_len(nrow(s))) {
      shown <- if (h == nrow(s)) digits(found) else c("", "", "")
      writeLines(paste(c(name, conf, h, digits(unlist(s[h, ])), digits(given[h]), shown),
                       collapse = ","), out)
    }
  }
}
close(out)
