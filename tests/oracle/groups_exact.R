# groups_exact.csv: the power of Fisher's exact test (two-sided, by the sum of what is no
# more likely), by enumeration, and the first and safe sizes that it needs.
# R 4.2.2, package stats 4.2.2: dbinom, and for groups of at most 12 the p-values of
# fisher.test itself, for others dhyper by its rule (relative slack 1e-7).
#   power  of sizes n1 and n2
#   size   value: the first n1 with the power; second: from which all up to checked have it
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
columns <- c("what", "rate", "difference", "conf", "power", "share1", "share2", "n1", "n2",
             "checked", "value", "second")
rows <- list()
add <- function(...) {
  row <- setNames(as.list(rep("", length(columns))), columns)
  given <- list(...)
  row[names(given)] <- lapply(given, function(v) if (is.numeric(v)) sprintf("%.17g", v) else v)
  rows[[length(rows) + 1]] <<- paste(unlist(row[columns]), collapse = ",")
}

p_value <- function(x1, x2, n1, n2)
  fisher.test(matrix(c(x1, n1 - x1, x2, n2 - x2), 2))$p.value

power_by_test <- function(n1, n2, p1, p2, alpha) {
  sum(outer(0:n1, 0:n2, Vectorize(function(a, b)
    (p_value(a, b, n1, n2) <= alpha * (1 + 1e-9)) * dbinom(a, n1, p1) * dbinom(b, n2, p2))))
}

rejected <- function(t, n1, n2, alpha) {
  x <- max(0, t - n2):min(t, n1)
  h <- dhyper(x, n1, n2, t)
  order_up <- order(h)
  total <- cumsum(h[order_up])
  # all that is no more likely, ties included
  last <- findInterval(h[order_up] * (1 + 1e-7), h[order_up])
  x[order_up][total[last] <= alpha * (1 + 1e-9)]
}

power_by_sum <- function(n1, n2, p1, p2, alpha) {
  d1 <- dbinom(0:n1, n1, p1); d2 <- dbinom(0:n2, n2, p2)
  sum(sapply(0:(n1 + n2), function(t) {
    x <- rejected(t, n1, n2, alpha)
    sum(d1[x + 1] * d2[t - x + 1])
  }))
}

for (sizes in list(c(1, 1), c(3, 3), c(7, 12), c(12, 12), c(10, 5)))
  for (p in c(0.1, 0.5, 0.9)) for (d in c(-0.05, 0.09)) for (conf in c(0.95, 0.9, 0.5))
    add(what = "power", rate = p, difference = d, conf = conf, n1 = sizes[1], n2 = sizes[2],
        value = power_by_test(sizes[1], sizes[2], p, p + d, 1 - conf))
for (sizes in list(c(30, 30), c(115, 115), c(20, 300), c(267, 267), c(800, 400)))
  for (p in c(0.02, 0.5, 0.85)) for (d in c(-0.01, 0.1)) for (conf in c(0.95, 0.99))
    add(what = "power", rate = p, difference = d, conf = conf, n1 = sizes[1], n2 = sizes[2],
        value = power_by_sum(sizes[1], sizes[2], p, p + d, 1 - conf))

first_and_safe <- function(p1, p2, conf, power, share1, share2) {
  larger <- max(share1, share2)
  meets <- logical(0); n <- 0; first <- NA; to <- Inf
  while (n < to) {
    n <- n + 1
    n1 <- ceiling(n * share1 / larger - 1e-9); n2 <- ceiling(n * share2 / larger - 1e-9)
    meets[n] <- power_by_sum(n1, n2, p1, p2, 1 - conf) >= power
    if (meets[n] && is.na(first)) { first <- n; to <- ceiling(1.1 * n) + 50 }
  }
  safe <- if (all(meets[first:n])) first else max(which(!meets)) + 1
  part <- function(k) ceiling(k * share1 / larger - 1e-9)
  c(part(first), part(safe), n)
}
for (case in list(c(0.85, -0.2, 0.95, 0.8, 1, 1), c(0.5, 0.25, 0.95, 0.8, 1, 1),
                  c(0.05, 0.15, 0.95, 0.9, 1, 1), c(0.9, -0.3, 0.9, 0.8, 2, 1),
                  c(0.9, -0.3, 0.9, 0.8, 1, 2), c(0.2, 0.5, 0.99, 0.9, 1, 1),
                  c(0.3, 0.35, 0.95, 0.8, 3, 2), c(0.02, 0.2, 0.95, 0.8, 1, 1),
                  c(0.1, 0.8, 0.95, 0.8, 1, 1), c(0.95, -0.18, 0.95, 0.6, 1, 1))) {
  found <- first_and_safe(case[1], case[1] + case[2], case[3], case[4], case[5], case[6])
  add(what = "size", rate = case[1], difference = case[2], conf = case[3], power = case[4],
      share1 = case[5], share2 = case[6], checked = found[3], value = found[1],
      second = found[2])
}
head <- sprintf("# groups_exact.R with %s, stats %s", R.version.string, packageVersion("stats"))
writeLines(c(head, paste(columns, collapse = ","), unlist(rows)), "groups_exact.csv")
