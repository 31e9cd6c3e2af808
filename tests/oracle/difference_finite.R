# difference_finite.R: the cases of difference_finite.csv, samples from finite
# populations, up to all of them, and their limits and p-values in R (columns that
# end in _r).
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# R 4.2.2, as difference_methods.R. Run
# `Rscript difference_finite.R && /usr/bin/python3 difference_finite.py`: the second
# adds the same columns from the definitions.
source("difference_methods.R")

CASES <- 2600
POPULATION_MOST <- 1e7

# What the samples are worth, n (N-1)/(N-n) records each, with the distance of the
# rates from the counts, which are whole. A census, which is known, stays as it is.
worthy <- function(c) {
  worth <- function(n, N) ifelse(N == 0 | N == n, 1, (N - 1) / (N - n))
  first <- worth(c$n1, c$N1)
  second <- worth(c$n2, c$N2)
  list(x1 = first * c$x1, y1 = first * c$y1, n1 = first * c$n1,
       x2 = second * c$x2, y2 = second * c$y2, n2 = second * c$n2,
       d = apart(c), known1 = c$N1 == c$n1, known2 = c$N2 == c$n2)
}

# Cochran 1977, section 3.2; one record of several says nothing
factor_of <- function(n, N)
  ifelse(N == 0, 1 / n, ifelse(N == n, 0, ifelse(n == 1, Inf, (N - n) / N / (n - 1))))
wald_finite <- function(scale, c, z) {
  part <- function(x, y, n, N) {
    p <- x / n
    q <- y / n
    unit <- switch(scale, difference = p * q, ratio = q / p, odds = 1 / (p * q))
    v <- factor_of(n, N)
    ifelse(v == 0 | unit == 0, ifelse(v == Inf, Inf, 0), v * unit)
  }
  se <- sqrt(part(c$x1, c$y1, c$n1, c$N1) + part(c$x2, c$y2, c$n2, c$N2))
  d <- apart(c)
  est <- estimate_of[[scale]](c)
  gap <- switch(scale, difference = d, ratio = d / (c$x2 / c$n2),
                odds = d / (c$y1 / c$n1) / (c$x2 / c$n2))
  centre <- if (scale == "difference") d else
    ifelse(abs(est - 1) < 0.5, log1p(pmax(gap, -0.9)), log(est))
  value <- if (scale == "difference") identity else exp
  half <- ifelse(se == 0, 0, z * se)
  none <- se == Inf
  statistic <- ifelse(centre == 0, 0, centre / se)
  list(ifelse(none, -Inf, ifelse(se == 0, est, value(centre - half))),
       ifelse(none, Inf, ifelse(se == 0, est, value(centre + half))),
       ifelse(none, 1, two_sided(statistic)))
}

newcombe_finite <- function(scale, c, z) {
  found <- newcombe(scale, worthy(c), z)
  # an odds ratio with one of the odds known to be 0 or infinite is known
  end <- function(x, n, N) N == n & (x == 0 | x == n)
  known <- scale == "odds" & (end(c$x1, c$n1, c$N1) | end(c$x2, c$n2, c$N2))
  est <- estimate_of[[scale]](c)
  list(ifelse(known, est, found[[1]]), ifelse(known, est, found[[2]]),
       ifelse(known, ifelse(apart(c) == 0, 1, 0), found[[3]]))
}

agresti_caffo_finite <- function(scale, c, z) {
  w <- worthy(c)
  moved <- function(x, y, n, known) { # by how much, and the variance
    all <- n + 2
    list(shift = ifelse(known, 0, (y - x) / n / all),
         variance = ifelse(known, 0, (x + 1) / all * ((y + 1) / all) / all))
  }
  first <- moved(w$x1, w$y1, w$n1, w$known1)
  second <- moved(w$x2, w$y2, w$n2, w$known2)
  centre <- w$d + (first$shift - second$shift)
  se <- sqrt(first$variance + second$variance)
  list(centre - z * se, centre + z * se, two_sided(ifelse(centre * w$d > 0, centre / se, 0)))
}

# ---- score: with a census the other rate's Wilson limits
census_lower <- function(scale, w, z) {
  first <- wilson(w$x1, w$y1, w$n1, z, w$known1)
  second <- wilson(w$y2, w$x2, w$n2, z, w$known2) # of the rest
  switch(scale, difference = w$d - first$distance - second$distance,
         ratio = first$low / second$rest,
         odds = first$low / first$rest / (second$rest / second$low))
}
score_finite <- function(correct) function(scale, c, z) {
  w <- worthy(c)
  known <- w$known1 | w$known2
  found <- score(correct)(scale, w, z)
  upper <- census_lower(scale, swapped(w), z)
  upper <- if (scale == "difference") -upper else 1 / upper
  p <- ifelse(w$known1, w$x1 / w$n1, w$x2 / w$n2)
  q <- ifelse(w$known1, w$y1 / w$n1, w$y2 / w$n2)
  v <- p * q * (ifelse(w$known1, 0, 1 / w$n1) + ifelse(w$known2, 0, 1 / w$n2))
  statistic <- ifelse(w$d == 0, 0, w$d / sqrt(v))
  both <- w$known1 & w$known2
  est <- estimate_of[[scale]](c)
  list(ifelse(both, est, ifelse(known, census_lower(scale, w, z), found[[1]])),
       ifelse(both, est, ifelse(known, upper, found[[2]])),
       ifelse(known, two_sided(statistic), found[[3]]))
}

methods <- list("wald" = wald_finite, "newcombe" = newcombe_finite,
                "agresti-caffo" = agresti_caffo_finite,
                "miettinen-nurminen" = score_finite(TRUE), "mee" = score_finite(FALSE))

# ---- cases: counts as in difference_large.csv; a census of one or of both, one record
# less than that, or any part; the other population large or not
set.seed(2015)
some_population <- function(n) {
  kind <- runif(CASES)
  some <- pmin(n + 1 + floor(n * 10^runif(CASES, -2, 2)), pmax(n + 1, POPULATION_MOST))
  any <- pmax(n + 1, floor(10^runif(CASES, 0, log10(POPULATION_MOST))))
  ifelse(kind < 0.15, n, ifelse(kind < 0.3, n + 1, ifelse(kind < 0.6, some, any)))
}
n1 <- some_size(CASES)
n2 <- some_size(CASES)
n1[1:40] <- 1
n2[31:70] <- 1
n1[71:90] <- POPULATION_MOST - 1
n2[81:100] <- POPULATION_MOST - 1
x1 <- some_count(n1)
N1 <- some_population(n1)
N2 <- some_population(n2)
large <- runif(CASES)
N1[large < 0.1] <- 0
N2[large > 0.9] <- 0
N1[71:90] <- POPULATION_MOST
N2[81:100] <- POPULATION_MOST
samples <- list(x1 = x1, y1 = n1 - x1, n1 = n1, x2 = 0 * n2, y2 = n2, n2 = n2, N1 = N1, N2 = N2)
w <- worthy(samples)
x2 <- ifelse(runif(CASES) < 0.5, near(x1, n1, n2, w$n1, w$n2), some_count(n2))
samples$x2 <- x2
samples$y2 <- n2 - x2
cases <- data.frame(x1 = x1, n1 = n1, x2 = x2, n2 = n2, population1 = N1, population2 = N2,
                    conf = some_conf(CASES))
write_found(methods, cases, samples, "difference_finite.csv")
