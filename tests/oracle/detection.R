# detection.csv: discovery and acceptance samples. R 4.2.2, package stats 4.2.2 only.
#   size    value: n, found by going up n one by one; with two risks, at every n, whether any
#           accept number (qbinom, or all of them) keeps both; second: the accept number
#   accept  value: the largest accept number of n
#   passes  value: pbinom, phyper, ppois
#   factor  value: qgamma
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
columns <- c("what", "method", "rate", "conf", "accept", "acceptable", "risk", "population", "n",
             "value", "second")
rows <- list()
add <- function(...) {
  row <- setNames(as.list(rep("", length(columns))), columns)
  given <- list(...)
  row[names(given)] <- lapply(given, function(v) if (is.numeric(v)) sprintf("%.17g", v) else v)
  rows[[length(rows) + 1]] <<- paste(unlist(row[columns]), collapse = ",")
}
up <- function(x) ceiling(round(x, 9)); down <- function(x) floor(round(x, 9))
passes <- function(method, accept, n, rate, N, round_to = up)
  switch(method, binomial = pbinom(accept, n, rate), poisson = ppois(accept, n * rate),
         hypergeometric = { M <- round_to(rate * N); phyper(accept, M, N - M, n) })
slack <- 1 + 1e-12

one_risk <- function(method, rate, conf, accept, N) {
  n <- accept + 1
  while (passes(method, accept, n, rate, N) > (1 - conf) * slack) n <- n + 1
  n
}
two_risks <- function(method, rate, conf, acceptable, risk, N) {
  n <- 0
  repeat {
    n <- n + 1
    c <- 0:(n - 1)
    good <- passes(method, c, n, rate, N) <= (1 - conf) * slack &
      1 - passes(method, c, n, acceptable, N, down) <= risk * slack
    if (any(good)) return(c(n, c[which(good)[1]]))
  }
}
methods <- c("hypergeometric", "binomial", "poisson")
for (method in methods) for (rate in c(0.01, 0.035, 0.05, 0.2, 0.5)) for (conf in c(0.8, 0.9, 0.95, 0.99))
  for (accept in c(0, 1, 3)) for (N in c(400, 59178)) {
    if (method != "hypergeometric" && N == 400) next
    add(what = "size", method = method, rate = rate, conf = conf, accept = accept, population = N,
        value = one_risk(method, rate, conf, accept, N))
  }
for (method in methods) for (pair in list(c(0.15, 0.05), c(0.08, 0.01), c(0.5, 0.2), c(0.2, 0.05), c(0.1, 0.04)))
  for (risks in list(c(0.95, 0.05), c(0.9, 0.1), c(0.925, 0.05))) for (N in c(100, 1000)) {
    if (method != "hypergeometric" && N == 100) next
    found <- two_risks(method, pair[1], risks[1], pair[2], risks[2], N)
    add(what = "size", method = method, rate = pair[1], conf = risks[1], acceptable = pair[2],
        risk = risks[2], population = N, value = found[1], second = found[2])
  }
for (method in methods) for (rate in c(0.02, 0.1)) for (n in c(10, 52, 115, 400)) {
  c <- -1
  while (c + 1 < n && passes(method, c + 1, n, rate, 1000) <= 0.05 * slack) c <- c + 1
  add(what = "accept", method = method, rate = rate, conf = 0.95, n = n, population = 1000, value = c)
  for (accept in c(0, 3)) for (at in c(0, 0.003, 0.02, 0.1, 0.9, 1))
    add(what = "passes", method = method, rate = at, accept = accept, n = n, population = 1000,
        value = passes(method, accept, n, at, 1000))
}
for (conf in c(0.5, 0.9, 0.95, 0.99)) for (accept in c(0, 1, 2, 5, 20, 500))
  add(what = "factor", conf = conf, accept = accept, value = qgamma(conf, accept + 1))
head <- sprintf("# detection.R with %s, stats %s", R.version.string, packageVersion("stats"))
writeLines(c(head, paste(columns, collapse = ","), unlist(rows)), "detection.csv")
