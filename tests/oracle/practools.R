# practools.csv, practools_strata.csv: sample sizes and allocations of the R package PracTools.
# R 4.2.2, package stats 4.2.2 only: PracTools itself (Valliant, Dever & Kreuter; version 1.5 of
# CRAN, its functions as published there) is not needed. What its functions compute is written out
# here from their formulas (Valliant, Dever & Kreuter 2018, ch. 3 and 4), and what the package
# prints (vignette "Sample Size Calculation in Single-stage Sampling" of version 1.5) is compared
# before anything is written.
#   call    the function of PracTools; value: what it returns, not rounded
#   right   the same, where the two differ:
#     nLogOdds  of a finite population has 1/n = a/n0 + 1/N with a = N/(N-1), n0 being the size for
#               a large one. The variance of the log odds is (1/n - 1/N) a/(pq), so that it is
#               1/n = 1/(a n0) + 1/N, which is also Cochran's (1977, 4.2) correction of n0, and
#               that of the package's own nProp and nPropMoe: theirs is too small, by 2 n/N (1 - n/N)
#               of a record, half of one at most.
#     nAuditAttr  counts floor(N rate) errors from version 1.2.8 on, before that ceiling(N rate).
#               The fewest errors that are the tolerable rate or more are the second: with the
#               floor it is a population below that rate that is found out, by more records.
#   printed what the package prints for the call, if it does
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
columns <- c("call", "kind", "target", "conf", "rate", "sd", "mean", "population", "accept",
             "other", "ratio", "power", "value", "right", "printed")
rows <- list()
add <- function(call, value, ..., right = value) {
  row <- setNames(as.list(rep("", length(columns))), columns)
  given <- list(call = call, value = value, right = right, ...)
  row[names(given)] <- lapply(given, function(v) if (is.numeric(v)) sprintf("%.17g", v) else v)
  rows[[length(rows) + 1]] <<- paste(unlist(row[columns]), collapse = ",")
}
z_of <- function(conf) qnorm((1 - conf) / 2, lower.tail = FALSE)
large <- function(N) if (N == 0) Inf else N

# One rate: variance wanted over unit variance, with a = N/(N-1).
of_variance <- function(unit, V0, N) {
  N <- large(N)
  a <- if (is.finite(N)) N / (N - 1) else 1
  a * unit / (V0 + unit / (N - 1))
}
wanted <- function(kind, target, p, conf)
  switch(kind, margin = target / z_of(conf), relative = target * p / z_of(conf), cv = target * p)
printed <- c(9604, 2401, 1068, 601, 385, 267, 196, 151)
for (i in 1:8) {
  value <- of_variance(0.25, (i / 100 / z_of(0.95))^2, 0)
  stopifnot(ceiling(value) == printed[i])
  add("nPropMoe", value, kind = "margin", target = i / 100, conf = 0.95, rate = 0.5,
      population = 0, printed = printed[i])
}
for (p in c(0.01, 0.04, 0.2, 0.5, 0.87)) for (N in c(0, 400, 5000, 59178)) for (conf in c(0.95, 0.9)) {
  for (e in c(0.01, 0.05)) for (kind in c("margin", "relative"))
    add("nPropMoe", of_variance(p * (1 - p), wanted(kind, e, p, conf)^2, N), kind = kind,
        target = e, conf = conf, rate = p, population = N)
  add("nProp", of_variance(p * (1 - p), wanted("cv", 0.05, p, conf)^2, N), kind = "cv",
      target = 0.05, conf = conf, rate = p, population = N)
}

# The sizes of both intervals, from their equations: half the width at p is e.
wilson <- function(p, e, z) {
  width <- function(n) z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2)) / (1 + z^2 / n) - e
  uniroot(width, c(1e-6, 1e9), tol = 1e-300, maxiter = 10000)$root
}
log_odds_step <- function(p, e) {
  width <- function(s) (plogis(qlogis(p) + s) - plogis(qlogis(p) - s)) / 2 - e
  uniroot(width, c(0, 50), tol = 1e-300, maxiter = 10000)$root
}
for (p in c(0.04, 0.2, 0.5, 0.87)) for (e in c(0.01, 0.02, 0.03)) for (conf in c(0.95, 0.9)) {
  z <- z_of(conf)
  pq <- p * (1 - p)
  value <- (pq - 2 * e^2 + sqrt(e^2 - pq * (4 * e^2 - pq))) * (z / e)^2 / 2
  stopifnot(abs(wilson(p, e, z) / value - 1) < 1e-9)
  add("nWilson", value, kind = "margin", target = e, conf = conf, rate = p, population = 0)
  step <- log_odds_step(p, e)
  large_n <- z^2 / (pq * step^2)
  for (N in c(0, 400, 59178)) {
    a <- if (N > 0) N / (N - 1) else 1
    add("nLogOdds", 1 / (a / large_n + 1 / large(N)), kind = "margin", target = e, conf = conf,
        rate = p, population = N, right = 1 / (1 / (a * large_n) + 1 / large(N)))
  }
}

# Means.
of_mean <- function(unit, V0, N) unit / (V0 + unit / large(N))
vignette <- c(40000, 4445, 1600, 817, 494, 331, 237, 178, 139, 111, 91)
for (i in 1:11) {
  CV0 <- 0.01 + 0.02 * (i - 1)
  value <- of_mean(4, CV0^2, 0)
  stopifnot(ceiling(value * (1 - 1e-12)) == vignette[i])
  add("nCont", value, kind = "cv", target = CV0, conf = 0.95, sd = 2, mean = 1, population = 0,
      printed = vignette[i])
}
stopifnot(round(of_mean(4, 0.05^2, 500)) == 381)
add("nCont", of_mean(4, 0.05^2, 500), kind = "cv", target = 0.05, conf = 0.95, sd = 2, mean = 1,
    population = 500, printed = 381)
for (N in c(0, 200)) for (conf in c(0.95, 0.8)) {
  z <- z_of(conf)
  add("nContMoe", of_mean(2, (0.05 / z)^2, N), kind = "margin", target = 0.05, conf = conf,
      sd = sqrt(2), mean = 0, population = N)
  add("nContMoe", of_mean(4, (0.05 / z)^2, N), kind = "relative", target = 0.05, conf = conf,
      sd = 4, mean = 2, population = N)
}

# Errors among n records of a population of N: the first n with P(at most accept) <= 1 - conf.
first <- function(passes, conf, N) which(passes(seq_len(N)) <= 1 - conf)[1]
for (accept in 0:4) for (N in c(5000, 730)) for (conf in c(0.9, 0.95)) {
  of_errors <- function(M) first(function(n) phyper(accept, M, N - M, n), conf, N)
  add("nAuditAttr", of_errors(floor(N * 0.05)), kind = "hypergeometric", target = 0.05,
      conf = conf, population = N, accept = accept, right = of_errors(ceiling(N * 0.05)))
  add("nAuditAttr", first(function(n) pbinom(accept, n, 0.05), conf, N), kind = "binomial",
      target = 0.05, conf = conf, population = 0, accept = accept)
}

# Two samples without overlap: r records in the first for one of the second.
for (p in list(c(0.5, 0.55), c(0.85, 0.75), c(0.1, 0.3))) for (r in c(1, 2, 0.5)) for (power in c(0.8, 0.9)) {
  s2 <- p * (1 - p)
  add("nProp2sam", (s2[1] + r * s2[2]) / (p[1] - p[2])^2 * (z_of(0.95) + qnorm(power))^2,
      conf = 0.95, rate = p[1], other = p[2], ratio = r, power = power)
}
writeLines(c(sprintf("# practools.R with %s, stats %s", R.version.string, packageVersion("stats")),
             paste(columns, collapse = ","), unlist(rows)), "practools.csv")

# strAlloc: six strata, as the package prints them.
Nh <- c(215, 65, 252, 50, 149, 144)
Sh <- c(26787207, 10645109, 6909676, 11085034, 9817762, 44553355)
ch <- c(1400, 200, 300, 600, 450, 1000)
prints <- list(
  neyman = c(34.641683, 4.161947, 10.473487, 3.333804, 8.798970, 38.590108),
  totcost = c(30.605403, 9.728474, 19.989127, 4.499121, 13.711619, 40.340301),
  totvar = c(104.54922, 33.23283, 68.28362, 15.36917, 46.83941, 137.80400))
prints_se <- c(neyman = 1727173, totcost = 1636053, totvar = 583209.1)
A <- Nh * Sh
free <- sum(Nh * Sh^2)
nh <- list(
  neyman = 100 * A / sum(A),
  totcost = 100000 * (A / sqrt(ch)) / sum(A * sqrt(ch)),
  totvar = A / sqrt(ch) * sum(A * sqrt(ch)) / ((0.05 * 11664181 * sum(Nh))^2 + free))
lines <- list()
for (alloc in names(nh)) {
  n <- nh[[alloc]]
  se <- sqrt(sum(A^2 / n) - free) / sum(Nh)
  stopifnot(all(abs(n - prints[[alloc]]) < 6e-6), abs(se / prints_se[[alloc]] - 1) < 3e-7)
  for (h in 1:6)
    lines[[length(lines) + 1]] <- sprintf("%s,%g,%.17g,%g,%.17g,%.17g,%.17g", alloc, Nh[h], Sh[h],
                                          ch[h], n[h], se, sum(ch * n))
}
writeLines(c(sprintf("# practools.R with %s, stats %s", R.version.string, packageVersion("stats")),
             "alloc,size,sd,cost,n,se,paid", unlist(lines)), "practools_strata.csv")
