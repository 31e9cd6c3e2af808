# allocate_forces.csv: 2,000 records among the 43 forces of examples/forces_2013.csv by
# every method, at rates and costs that are made here; each twice:
#   n     one record after the other to the largest priority w/sqrt(n(n + 1)), from the
#         minimum of 5 to the maximum of 150
#   x     in real numbers: clip(w t, 5, 150), with t found by stats::uniroot
# R 4.2.2, package stats 4.2.2 only.
# allocate_boundaries.csv: strata of tests/golden/data/units.csv by every rule for
# boundaries: cum-root-f by graphics::hist's counts; geometric by its formula;
# lavallee-hidiroglou by all ways to cut (utils::combn), with stats::sd and stats::uniroot.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
forces <- read.csv("../../examples/forces_2013.csv")
N <- forces$recorded_crime
H <- length(N)
p <- 0.5 + 0.45 * sin(seq_len(H))^2
cost <- 1 + (seq_len(H) %% 7) / 4
S <- sqrt(N / (N - 1) * p * (1 - p))
shares <- list(
  neyman = N * S, optimal = N * S / sqrt(cost), proportional = N, equal = rep(1, H),
  sqrt = sqrt(N), power = sqrt(N) * S / p, compromise = 0.5 * N / sum(N) + 0.5 / H)
total <- 2000
low <- rep(5, H)
high <- rep(150, H)

give <- function(w) {
  n <- low
  while (sum(n) < total) {
    worth <- ifelse(n < high, w / sqrt(n * (n + 1)), -1)
    best <- which.max(worth)
    n[best] <- n[best] + 1
  }
  n
}
real <- function(w) {
  at <- function(t) pmin(pmax(w * t, low), high)
  t <- uniroot(function(t) sum(at(t)) - total, c(0, max(high / w)), tol = 1e-14)$root
  at(t)
}
out <- file("allocate_forces.csv", "w")
writeLines(paste0("# allocate.R with ", R.version.string, ", stats ", packageVersion("stats")), out)
writeLines("method,force,size,rate,cost,n,x", out)
for (method in names(shares)) {
  n <- give(shares[[method]])
  x <- real(shares[[method]])
  stopifnot(abs(n - x) < 1.5)
  writeLines(sprintf("%s,%s,%d,%.17g,%.17g,%d,%.12g", method, forces$force, N, p, cost, n, x), out)
}
close(out)

units <- read.csv("../golden/data/units.csv")
x <- sort(units$crimes)
out <- file("allocate_boundaries.csv", "w")
writeLines(paste0("# allocate.R with ", R.version.string), out)
writeLines("method,strata,classes,total,cv,stratum,upper,size,mean,sd,n,reached", out)
put <- function(method, upper, classes = "", total = "", cv = "", n = "", reached = "") {
  which <- findInterval(x, upper[-length(upper)], left.open = TRUE) + 1
  for (h in seq_along(upper)) {
    part <- x[which == h]
    writeLines(paste(c(method, length(upper), classes, total, cv, h,
      sprintf("%.17g", c(upper[h], length(part), mean(part),
        if (length(part) > 1) sd(part) else 0)),
      if (is.numeric(n)) sprintf("%.15g", n) else n,
      if (is.numeric(reached)) sprintf("%.15g", reached) else reached), collapse = ","), out)
  }
}
root_f <- function(L, J) {
  border <- min(x) + (max(x) - min(x)) * (0:J) / J
  border[J + 1] <- max(x)
  f <- hist(x, breaks = border, plot = FALSE, right = TRUE, include.lowest = TRUE)$counts
  Q <- cumsum(sqrt(f))
  border[sapply(1:L, function(h) which.min(abs(Q - Q[J] * h / L))) + 1]
}
put("cum-root-f", root_f(3, 20), classes = 20)
put("cum-root-f", root_f(3, 12), classes = 12)
for (L in 2:4) {
  upper <- min(x) * (max(x) / min(x))^((1:L) / L)
  upper[L] <- max(x)
  put("geometric", upper)
}
# Variance and units at a rate: n_h = min(1, rate S_h) N_h.
at_rate <- function(parts, rate) {
  N <- sapply(parts, length)
  S <- sapply(parts, sd)
  f <- pmin(1, rate * S)
  c(units = sum(f * N), variance = sum(ifelse(f < 1, N * S^2 * (1 / f - 1), 0)))
}
hidiroglou <- function(L, total, cv) {
  K <- length(unique(x))
  best <- list(worth = Inf)
  for (cut in asplit(combn(K - 1, L - 1), 2)) {
    end <- c(0, cut)
    parts <- lapply(seq_len(L - 1), function(h) x[(end[h] + 1):end[h + 1]])
    if (any(sapply(parts, length) < 2)) next
    whole <- length(x) - end[L]
    if (!is.na(total)) {
      if (whole >= total) next
      g <- function(r) at_rate(parts, exp(r))["units"] + whole - total
      r <- exp(uniroot(g, c(-30, 30), tol = 1e-14)$root)
      worth <- at_rate(parts, r)["variance"]
    } else {
      g <- function(r) log(at_rate(parts, exp(r))["variance"] + 1e-300) - 2 * log(cv * sum(x))
      r <- exp(uniroot(g, c(-30, 30), tol = 1e-14)$root)
      worth <- at_rate(parts, r)["units"] + whole
    }
    if (worth < best$worth) best <- list(worth = unname(worth), upper = c(x[cut], max(x)))
  }
  best
}
for (total in c(6, 8, 11)) {
  best <- hidiroglou(3, total, NA)
  put("lavallee-hidiroglou", best$upper, total = total, n = total,
    reached = sqrt(best$worth) / sum(x))
}
for (cv in c(0.02, 0.05)) {
  best <- hidiroglou(3, NA, cv)
  put("lavallee-hidiroglou", best$upper, cv = cv, n = best$worth, reached = cv)
}
close(out)
