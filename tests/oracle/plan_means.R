# plan_means.csv: sizes for means, and design effects. R 4.2.2, package stats 4.2.2 only.
#   size    value: n by the formula (Cochran 1977, 4.6: n0 = (S/se)^2, times deff, over
#           1 + n0/N), with student by going up one by one with qt; second: the issued
#   margin  value: what n buys
#   rate    value: n for a cv or a relative margin of a rate (`mean`), by the formulas of
#           Valliant, Dever & Kreuter 2018, 3.2 (their nProp and nPropMoe)
#   clusters, incidents: the formula of the deff (incidents: shares of 0, 1, 2, 3 crimes are
#           share0 .. share3; second: crimes per incident)
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
columns <- c("what", "kind", "target", "mean", "sd", "conf", "population", "deff", "response",
             "eligible", "student", "n", "icc", "size", "cv", "share0", "share1", "share2",
             "share3", "value", "second")
rows <- list()
add <- function(...) {
  row <- setNames(as.list(rep("", length(columns))), columns)
  given <- list(...)
  row[names(given)] <- lapply(given, function(v) if (is.numeric(v)) sprintf("%.17g", v) else v)
  rows[[length(rows) + 1]] <<- paste(unlist(row[columns]), collapse = ",")
}
up <- function(x) ceiling(x * (1 - 1e-13))
size <- function(kind, target, mean, sd, conf, N, deff, kept, student) {
  z <- qnorm((1 + conf) / 2)
  se <- switch(kind, margin = target / z, relative = target * mean / z, cv = target * mean)
  n0 <- deff * (sd / se)^2
  n <- if (N > 0) n0 / (1 + n0 / N) else n0
  if (!student || kind == "cv") return(c(max(1, up(n)), max(1, up(n / kept))))
  n <- 2
  f <- function(n) qt((1 + conf) / 2, n - 1) * sd * sqrt(deff * if (N > 0) 1 / n - 1 / N else 1 / n)
  while (f(n) > se * z) n <- n + 1
  c(n, up(n / kept))
}
for (kind in c("margin", "relative", "cv")) for (target in c(0.5, 0.05, 0.03)) for (N in c(0, 200, 59178))
  for (design in list(c(1, 1, 1), c(1.5, 0.85, 1), c(0.8, 0.9, 0.7))) for (m in list(c(1, 0.6), c(20, 12)))
    for (student in c(0, 1)) for (conf in c(0.95, 0.9)) {
      found <- size(kind, target, m[1], m[2], conf, N, design[1], design[2] * design[3], student == 1)
      # what the response does not leave of the population is refused
      if (found[1] > 3e5 || (N > 0 && found[1] > floor(N * design[2]))) next
      add(what = "size", kind = kind, target = target, mean = m[1], sd = m[2], conf = conf,
          population = N, deff = design[1], response = design[2], eligible = design[3],
          student = student, value = found[1], second = found[2])
    }
for (n in c(2, 25, 115, 200)) for (N in c(0, 200, 59178)) for (student in c(0, 1))
  add(what = "margin", mean = 20, sd = 12, conf = 0.95, population = N, deff = 1.5,
      student = student, n = n,
      value = (if (student) qt(0.975, n - 1) else qnorm(0.975)) * 12 *
        sqrt(1.5 * if (N > 0) (N - n) / (N * n) else 1 / n))
rate_size <- function(kind, target, p, conf, N) {
  q_over_p <- (1 - p) / p
  t2 <- if (kind == "cv") target^2 else (target / qnorm((1 + conf) / 2))^2
  a <- if (N > 0) N / (N - 1) else 1
  a * q_over_p / (t2 + if (N > 0) q_over_p / (N - 1) else 0)
}
for (kind in c("relative", "cv")) for (target in c(0.2, 0.1, 0.05, 0.02)) for (p in c(0.04, 0.2, 0.5, 0.9))
  for (N in c(0, 400, 59178)) for (conf in c(0.95, 0.8))
    add(what = "rate", kind = kind, target = target, mean = p, conf = conf, population = N,
        value = max(1, up(rate_size(kind, target, p, conf, N))))
for (icc in c(-0.01, 0, 0.02, 0.5, 1)) for (sizes in list(c(1, 0), c(10, 0), c(10, 0.5), c(4.5, 1)))
  add(what = "clusters", icc = icc, size = sizes[1], cv = sizes[2],
      value = 1 + ((sizes[2]^2 + 1) * sizes[1] - 1) * icc)
for (rho in c(-0.1, 0, 0.5, 1)) for (s in list(c(0.15, 0.75, 0.07, 0.03), c(0, 1, 0, 0), c(0.5, 0, 0, 0.5),
                                                 c(0.25, 0.25, 0.25, 0.25))) {
  m <- sum(0:3 * s)
  add(what = "incidents", icc = rho, share0 = s[1], share1 = s[2], share2 = s[3], share3 = s[4],
      value = 1 + (sum((0:3)^2 * s) / m - 1) * rho, second = m)
}
head <- sprintf("# plan_means.R with %s, stats %s", R.version.string, packageVersion("stats"))
writeLines(c(head, paste(columns, collapse = ","), unlist(rows)), "plan_means.csv")
