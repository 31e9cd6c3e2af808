# peers.R DIRECTORY: R's side of the race that peers.sh runs. Reads the cases, our
# limits and our times, takes R's time for the same cases, prints both, and fails
# when limits are more than 1e-6 apart.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# Written for R 4.2.2, package stats only. Each method is as R's users have it:
# wilson and clopper-pearson of all cases at once, the others case by case, by
# uniroot (as DescTools::BinomCI does) or by small steps (as Blaker 2000 does).
tail <- 0.025
level <- 2 * tail
z <- qnorm(1 - tail)
agree <- 1e-6

# uniroot's own tolerance of 1.2e-4 would not do for limits.
root <- function(f, low, high, ...) uniroot(f, c(low, high), ..., tol = agree / 10)$root

wilson <- function(x, n, ...) {
  p <- x / n
  centre <- p + z^2 / (2 * n)
  half <- z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))
  cbind(centre - half, centre + half) / (1 + z^2 / n)
}

clopper_pearson <- function(x, n, ...)
  cbind(qbeta(tail, x, n - x + 1), qbeta(1 - tail, x + 1, n - x))

mid_p <- function(x, n, ...) {
  above <- function(p) pbinom(x, n, p, lower.tail = FALSE) + dbinom(x, n, p) / 2 - tail
  below <- function(p) pbinom(x - 1, n, p) + dbinom(x, n, p) / 2 - tail
  c(if (x == 0) 0 else root(above, 0, if (x == n) 1 else x / n),
    if (x == n) 1 else root(below, if (x == 0) 0 else x / n, 1))
}

likelihood <- function(x, n, ...) {
  most <- dbinom(x, n, x / n, log = TRUE)
  # At rates of 0 and 1 the fall is infinite, which uniroot refuses.
  f <- function(p) min(2 * (most - dbinom(x, n, p, log = TRUE)), 1e6) - z^2
  c(if (x == 0) 0 else root(f, 0, x / n), if (x == n) 1 else root(f, x / n, 1))
}

# The probability of what is as unlikely as x, by the smaller tail (Blaker 2000).
acceptability <- function(x, n, p) {
  above <- pbinom(x - 1, n, p, lower.tail = FALSE)
  below <- pbinom(x, n, p)
  min(above + pbinom(qbinom(above, n, p) - 1, n, p),
      below + pbinom(qbinom(below, n, p, lower.tail = FALSE), n, p, lower.tail = FALSE))
}

# Steps of 1e-5, the published ones, from the Clopper-Pearson limit inwards to the
# first rate that is accepted; the last step is then halved until it is small.
step_in <- function(x, n, p, step) {
  while (acceptability(x, n, p + step) < level) p <- p + step
  while (abs(step) > agree / 10) {
    step <- step / 2
    if (acceptability(x, n, p + step) < level) p <- p + step
  }
  p
}
blaker <- function(x, n, ...)
  c(if (x == 0) 0 else step_in(x, n, qbeta(tail, x, n - x + 1), 1e-5),
    if (x == n) 1 else step_in(x, n, qbeta(1 - tail, x + 1, n - x), -1e-5))

# The score statistic at a difference, with the most likely rates that far apart
# from the cubic (Miettinen & Nurminen 1985, appendix I).
score <- function(delta, x1, n1, x2, n2) {
  all <- n1 + n2
  x <- x1 + x2
  c2 <- ((n1 + 2 * n2) * delta - all - x) / (3 * all)
  c1 <- ((n2 * delta - all - 2 * x2) * delta + x) / all
  c0 <- x2 * delta * (1 - delta) / all
  v <- c2^3 - c1 * c2 / 2 + c0 / 2
  u <- (if (v < 0) -1 else 1) * sqrt(max(c2^2 - c1 / 3, 0))
  cosine <- if (u == 0) 0 else max(-1, min(1, v / u^3))
  p2 <- min(max(2 * u * cos((pi + acos(cosine)) / 3) - c2, 0, -delta), 1, 1 - delta)
  p1 <- min(max(p2 + delta, 0), 1)
  variance <- (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) * all / (all - 1)
  apart <- x1 / n1 - x2 / n2 - delta
  if (abs(apart) < 1e-12) 0 else max(-1e6, min(1e6, apart / sqrt(variance)))
}
miettinen_nurminen <- function(x1, n1, x2, n2) {
  p <- x1 / n1 - x2 / n2
  f <- function(delta, target) score(delta, x1, n1, x2, n2) - target
  c(if (p == -1) -1 else root(f, -1, p, target = z),
    if (p == 1) 1 else root(f, p, 1, target = -z))
}

at_once <- function(f, d) f(d$x1, d$n1)
one_by_one <- function(f, d) t(mapply(f, d$x1, d$n1, d$x2, d$n2))

# passes: as many as the clock, which counts in ms, needs.
peers <- list(
  "wilson" = list(f = wilson, by = at_once, passes = 200, how = "the formula, all at once"),
  "clopper-pearson" = list(f = clopper_pearson, by = at_once, passes = 5,
    how = "qbeta, all at once"),
  "mid-p" = list(f = mid_p, by = one_by_one, passes = 1, how = "uniroot on pbinom"),
  "likelihood" = list(f = likelihood, by = one_by_one, passes = 1, how = "uniroot on dbinom"),
  "blaker" = list(f = blaker, by = one_by_one, passes = 1, how = "steps of 1e-5"),
  "miettinen-nurminen" = list(f = miettinen_nurminen, by = one_by_one, passes = 1,
    how = "uniroot on the score"))

# Processor time, as of ours; the fastest of a few rounds, in us per interval.
seconds <- function() sum(proc.time()[c("user.self", "sys.self")])
race <- function(peer, d) {
  best <- Inf
  for (round in 1:3) {
    from <- seconds()
    for (pass in seq_len(peer$passes)) limits <- peer$by(peer$f, d)
    best <- min(best, seconds() - from)
  }
  list(us = best / peer$passes / nrow(d) * 1e6,
    apart = max(abs(limits - cbind(d$lower, d$upper))))
}

directory <- commandArgs(TRUE)[1]
times <- read.csv(file.path(directory, "times.csv"))
limits <- read.csv(file.path(directory, "limits.csv"))
cat(sprintf("95 %%, n = 1..1000; ours and R %s.%s on one thread\n", R.version$major,
  R.version$minor))
cat(sprintf("%-20s%7s%11s%12s%9s%10s  %s\n", "method", "cases", "ours us", "theirs us", "ratio",
  "apart", "theirs"))
worst <- 0
for (i in seq_len(nrow(times))) {
  ours <- times[i, ]
  peer <- peers[[ours$method]]
  theirs <- race(peer, limits[limits$method == ours$method, ])
  cat(sprintf("%-20s%7d%11.3f%12.3f%9.1f%10.1e  %s\n", ours$method, ours$cases, ours$us,
    theirs$us, theirs$us / ours$us, theirs$apart, peer$how))
  worst <- max(worst, theirs$apart)
}
quit(status = if (worst <= agree) 0 else 1)
