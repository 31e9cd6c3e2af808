# groups.csv: sizes, powers and detectable differences of two groups.
# R 4.2.2, package stats 4.2.2 only. Closed forms as printed:
#   fleiss              Fleiss, Levin & Paik 2003, eq. 4.14 and 4.18; with equal groups
#                       also stats::power.prop.test, which must agree here to 1e-6
#   fleiss-cc           eq. 4.16 and 4.19: m = m'/4 (1 + sqrt(1 + 2(r+1)/(m' r d)))^2
#   arcsine             Cohen 1988: (za + zb)^2 (1 + 1/r)/h^2
#   wald                (za + zb)^2 (p1 q1 + p2 q2/r)/(d - d0)^2
#   farrington-manning  with the restricted rates by the cubic's trigonometric root
#   equivalence         no closed form: the power formula, by uniroot
# value is the first group's size, not rounded. groups.py solves the equation that says what
# power is, in high precision, for the same cases.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
columns <- c("what", "method", "aim", "rate", "difference", "margin", "conf", "power",
             "share1", "share2", "value")
rows <- list()
add <- function(...) {
  given <- list(...)
  rows[[length(rows) + 1]] <<- paste(lapply(given[columns], function(v)
    if (is.numeric(v)) sprintf("%.17g", v) else v), collapse = ",")
}

# Farrington & Manning 1990: likeliest p1, p2 with p2 - p1 = d0, sizes 1 and r.
restricted <- function(p1, p2, d0, r) {
  if (d0 == 0) { m <- (p1 + r * p2) / (1 + r); return(c(m, m)) }
  # their group 1 is ours 2, s = p_first - p_second
  s <- d0; theta <- 1 / r; P1 <- p2; P2 <- p1
  a <- 1 + theta
  b <- -(1 + theta + P1 + theta * P2 + s * (theta + 2))
  c <- s^2 + s * (2 * P1 + theta + 1) + P1 + theta * P2
  d <- -P1 * s * (1 + s)
  v <- b^3 / (3 * a)^3 - b * c / (6 * a^2) + d / (2 * a)
  u <- sign(v) * sqrt(max(0, b^2 / (3 * a)^2 - c / (3 * a)))
  w <- (pi + acos(max(-1, min(1, v / u^3)))) / 3
  first <- 2 * u * cos(w) - b / (3 * a)
  c(first - s, first)
}

spread <- function(method, p1, p2, d0, r) {
  apart <- sqrt(p1 * (1 - p1) + p2 * (1 - p2) / r)
  if (method == "wald") return(c(apart, apart))
  m <- restricted(p1, p2, if (method == "fleiss") 0 else d0, r)
  c(sqrt(m[1] * (1 - m[1]) + m[2] * (1 - m[2]) / r), apart)
}

size <- function(method, aim, p1, d, margin, conf, power, r) {
  za <- qnorm((1 + conf) / 2); zb <- qnorm(power); p2 <- p1 + d
  d0 <- if (aim == "difference") 0 else -margin
  if (aim == "equivalence") {
    s1 <- spread(method, p1, p2, -margin, r); s2 <- spread(method, p1, p2, margin, r)
    f <- function(logn) {
      n <- exp(logn)
      pnorm((sqrt(n) * (d + margin) - za * s1[1]) / s1[2]) +
        pnorm((sqrt(n) * (margin - d) - za * s2[1]) / s2[2]) - 1 - power
    }
    return(exp(uniroot(f, c(0, 25), tol = 1e-14)$root))
  }
  if (method == "arcsine")
    return((za + zb)^2 * (1 + 1 / r) / (2 * asin(sqrt(p2)) - 2 * asin(sqrt(p1)))^2)
  if (method == "fleiss-cc") {
    m <- size("fleiss", aim, p1, d, margin, conf, power, r)
    return(m / 4 * (1 + sqrt(1 + 2 * (r + 1) / (m * r * abs(d))))^2)
  }
  s <- spread(method, p1, p2, d0, r)
  n <- ((za * s[1] + zb * s[2]) / (d - d0))^2
  if (method == "fleiss" && r == 1) {
    theirs <- power.prop.test(p1 = p1, p2 = p2, sig.level = 1 - conf, power = power,
                              tol = .Machine$double.eps^0.75)$n
    stopifnot(abs(theirs / n - 1) < 1e-6)
  }
  n
}

for (p in c(0.02, 0.3, 0.5, 0.85)) for (d in c(-0.25, -0.1, -0.01, 0.02, 0.15))
  for (level in list(c(0.95, 0.8), c(0.9, 0.9), c(0.99, 0.5), c(0.95, 0.999)))
    for (shares in list(c(1, 1), c(2, 1), c(1, 3)))
      for (method in c("fleiss", "fleiss-cc", "arcsine", "wald", "farrington-manning")) {
        if (p + d < 0 || p + d > 1) next
        # at 1 the scale has an infinite slope, which shows what decimal .85 + .15 is
        if (method == "arcsine" && abs(p + d - 1) < 1e-9) next
        r <- shares[2] / shares[1]
        add(what = "size", method = method, aim = "difference", rate = p, difference = d,
            margin = 0, conf = level[1], power = level[2], share1 = shares[1],
            share2 = shares[2], value = size(method, "difference", p, d, 0, level[1], level[2], r))
      }
for (p in c(0.1, 0.5, 0.85, 0.97)) for (d in c(-0.03, 0, 0.02)) for (margin in c(0.05, 0.1))
  for (level in list(c(0.95, 0.8), c(0.9, 0.9))) for (shares in list(c(1, 1), c(2, 1), c(1, 3)))
    for (aim in c("non-inferiority", "equivalence"))
      for (method in c("wald", "farrington-manning"))
        add(what = "size", method = method, aim = aim, rate = p, difference = d, margin = margin,
            conf = level[1], power = level[2], share1 = shares[1], share2 = shares[2],
            value = size(method, aim, p, d, margin, level[1], level[2], shares[2] / shares[1]))

head <- sprintf("# groups.R with %s, stats %s", R.version.string, packageVersion("stats"))
writeLines(c(head, paste(columns, collapse = ","), unlist(rows)), "groups.csv")
