# difference.R: the cases of difference.csv and their limits and p-values in R.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# R 4.2.2 (Debian r-base-core 4.2.2.20221110-2), package stats: prop.test gives
# the Wilson limits inside newcombe and the p-values of mee; uniroot solves the
# definitions of the score limits, with restricted rates where the derivative of
# the likelihood is 0. Run `Rscript difference.R && /usr/bin/python3 difference.py`:
# difference.py adds the columns lower, upper and p_value from the definitions.

root <- function(f, low, high) uniroot(f, c(low, high), tol = 1e-18, maxiter = 10000)$root

# The tail of a level; z of it.
tail_of <- function(conf, side) if (side == "two") (1 - conf) / 2 else 1 - conf
quantile_of <- function(conf, side) qnorm(tail_of(conf, side), lower.tail = FALSE)

# The p-value of a statistic that is normal without a difference.
p_of <- function(z, side) switch(side,
  two = 2 * pnorm(abs(z), lower.tail = FALSE),
  lower = pnorm(z, lower.tail = FALSE), upper = pnorm(z))

apart <- function(x1, n1, x2, n2) (x1 * n2 - x2 * n1) / (n1 * n2) # whole numbers below 2^53
estimate_of <- function(scale, x1, n1, x2, n2) switch(scale,
  difference = apart(x1, n1, x2, n2), ratio = (x1 / n1) / (x2 / n2),
  odds = (x1 / (n1 - x1)) / (x2 / (n2 - x2)))

# ---- wald: variances of p, log p and log odds
factor_of <- function(n, N) if (N == 0) 1 / n else if (N == n) 0 else (1 - n / N) / (n - 1)
wald <- function(scale, x1, n1, x2, n2, N1, N2, conf, side) {
  variance <- function(x, n, N) {
    p <- x / n
    q <- (n - x) / n
    v <- p * q * factor_of(n, N)
    if (scale == "difference") v else if (N == n) 0
    else if (scale == "ratio") q / p * factor_of(n, N) else factor_of(n, N) / (p * q)
  }
  se <- sqrt(variance(x1, n1, N1) + variance(x2, n2, N2))
  if (is.infinite(se)) return(c(0, Inf, 1))
  f <- if (scale == "difference") identity else log
  g <- if (scale == "difference") identity else exp
  centre <- f(estimate_of(scale, x1, n1, x2, n2))
  d <- apart(x1, n1, x2, n2)
  if (abs(centre) < 0.5) centre <- switch(scale, difference = d, ratio = log1p(d / (x2 / n2)),
    odds = log1p(d * n1 * n2 / ((n1 - x1) * x2)))
  z <- quantile_of(conf, side)
  half <- if (se == 0) 0 else z * se
  c(g(centre - half), g(centre + half), p_of(if (centre == 0) 0 else centre / se, side))
}

agresti_caffo <- function(scale, x1, n1, x2, n2, N1, N2, conf, side) {
  p1 <- (x1 + 1) / (n1 + 2)
  p2 <- (x2 + 1) / (n2 + 2)
  se <- sqrt(p1 * (1 - p1) / (n1 + 2) + p2 * (1 - p2) / (n2 + 2))
  z <- quantile_of(conf, side)
  d <- apart(x1 + 1, n1 + 2, x2 + 1, n2 + 2)
  statistic <- if (d * apart(x1, n1, x2, n2) > 0) d / se else 0
  c(p1 - p2 - z * se, p1 - p2 + z * se, p_of(statistic, side))
}

# ---- newcombe: Wilson limits put together
wilson <- function(x, n, N, z) {
  if (z == 0 || (N > 0 && N == n)) return(c(x / n, x / n))
  gain <- if (N == 0) 1 else (N - 1) / (N - n)
  z2 <- z^2
  x <- x * gain
  n <- n * gain
  c((x + z2 / 2 - z * sqrt(x * (n - x) / n + z2 / 4)) / (n + z2),
    (x + z2 / 2 + z * sqrt(x * (n - x) / n + z2 / 4)) / (n + z2))
}
mover <- function(scale, x1, n1, x2, n2, N1, N2, z) {
  if (scale == "odds" && (x1 == n1 || x2 == n2)) # Fagerland & Newcombe 2013, table III
    return(mover_plain(scale, n2 - x2, n2, n1 - x1, n1, N2, N1, z))
  mover_plain(scale, x1, n1, x2, n2, N1, N2, z)
}
mover_plain <- function(scale, x1, n1, x2, n2, N1, N2, z) {
  if (N1 == n1 && N2 == n2) return(rep(estimate_of(scale, x1, n1, x2, n2), 2))
  w1 <- wilson(x1, n1, N1, z)
  w2 <- wilson(x2, n2, N2, z)
  p1 <- x1 / n1
  p2 <- x2 / n2
  if (scale == "difference")
    return(apart(x1, n1, x2, n2) + c(-sqrt((p1 - w1[1])^2 + (w2[2] - p2)^2), sqrt((w1[2] - p1)^2 + (p2 - w2[1])^2)))
  if (scale == "odds") {
    if (x1 == n1 && x2 == 0) return(c(w1[1] / (1 - w1[1]) / (w2[2] / (1 - w2[2])), Inf))
    if (x1 == 0 && x2 == n2) return(c(0, w1[2] / (1 - w1[2]) / (w2[1] / (1 - w2[1]))))
    w1 <- w1 / rev(wilson(n1 - x1, n1, N1, z)) # odds: the rest has its own limits
    w2 <- w2 / rev(wilson(n2 - x2, n2, N2, z))
    p1 <- x1 / (n1 - x1)
    p2 <- x2 / (n2 - x2)
  }
  l1 <- w1[1]; u1 <- w1[2]; l2 <- w2[1]; u2 <- w2[2]
  c(if (x1 == 0) 0 else
      (p1 * p2 - sqrt(max(0, (p1 * p2)^2 - l1 * u2 * (2 * p1 - l1) * (2 * p2 - u2)))) / (u2 * (2 * p2 - u2)),
    if (x2 == 0) Inf else
      (p1 * p2 + sqrt(max(0, (p1 * p2)^2 - u1 * l2 * (2 * p1 - u1) * (2 * p2 - l2)))) / (l2 * (2 * p2 - l2)))
}
newcombe <- function(scale, x1, n1, x2, n2, N1, N2, conf, side) {
  limits <- mover(scale, x1, n1, x2, n2, N1, N2, quantile_of(conf, side))
  null <- if (scale == "difference") 0 else 1
  d <- apart(x1, n1, x2, n2)
  if (scale == "ratio") return(c(limits, newcombe("difference", x1, n1, x2, n2, N1, N2, conf, side)[3]))
  excess <- function(z) {
    l <- mover(scale, x1, n1, x2, n2, N1, N2, z)
    excess <- if (d > 0) l[1] - null else null - l[2]
    max(min(excess, 1e6), -1e6)
  }
  z <- if (d == 0) 0 else if (excess(37) >= 0) Inf else root(excess, 1e-9, 37)
  c(limits, p_of(sign(d) * z, side))
}

# ---- score: restricted rates, the statistic, and where it is z
first_rate <- list(difference = function(p2, t) p2 + t, ratio = function(p2, t) t * p2,
                   odds = function(p2, t) t * p2 / (1 - p2 + t * p2))
slope <- list(difference = function(p2, t) 1, ratio = function(p2, t) t,
              odds = function(p2, t) t / (1 - p2 + t * p2)^2)
restricted <- function(scale, x1, n1, x2, n2, t) {
  range <- switch(scale, difference = c(max(0, -t), min(1, 1 - t)), ratio = c(0, min(1, 1 / t)), odds = c(0, 1))
  part <- function(x, n, p) (if (x > 0) x / p else 0) - (if (x < n) (n - x) / (1 - p) else 0)
  g <- function(p2) {
    p1 <- first_rate[[scale]](p2, t)
    part(x1, n1, p1) * slope[[scale]](p2, t) + part(x2, n2, p2)
  }
  inset <- diff(range) * 1e-13
  ends <- range + c(inset, -inset)
  values <- c(g(ends[1]), g(ends[2]))
  if (values[1] <= 0) return(range[1])
  if (values[2] >= 0) return(range[2])
  root(g, ends[1], ends[2])
}
score_of <- function(scale, x1, n1, x2, n2, t) {
  p2 <- restricted(scale, x1, n1, x2, n2, t)
  p1 <- min(1, max(0, first_rate[[scale]](p2, t)))
  if (scale == "odds") # Miettinen & Nurminen's form on this scale
    return((x1 - n1 * p1) * sqrt(1 / (n1 * p1 * (1 - p1)) + 1 / (n2 * p2 * (1 - p2))))
  weight <- if (scale == "ratio") t else 1
  shift <- if (scale == "ratio") x1 / n1 - t * x2 / n2 else x1 / n1 - x2 / n2 - t
  if (shift == 0) return(0)
  shift / sqrt(p1 * (1 - p1) / n1 + weight^2 * p2 * (1 - p2) / n2)
}
score_lower <- function(scale, x1, n1, x2, n2, z) {
  est <- estimate_of(scale, x1, n1, x2, n2)
  if (z == 0) return(est)
  if (scale == "difference") {
    if (est == -1) return(-1)
    f <- function(t) max(-1e8, min(score_of(scale, x1, n1, x2, n2, t) - z, 1e8))
    return(root(f, -1 + 1e-12, est - 1e-13 * (1 + est)))
  }
  if (est == 0) return(0)
  if (scale == "odds" && x1 + x2 > (n1 + n2) / 2) # the smaller rates carry more digits
    return(score_lower(scale, n2 - x2, n2, n1 - x1, n1, z))
  f <- function(u) max(-1e8, min(score_of(scale, x1, n1, x2, n2, exp(u)) - z, 1e8))
  exp(root(f, min(log(est), 0) - 25, min(log(est), if (scale == "odds") 14 else 30)))
}
score <- function(correct) function(scale, x1, n1, x2, n2, N1, N2, conf, side) {
  factor <- if (correct) (n1 + n2) / (n1 + n2 - 1) else 1
  z <- quantile_of(conf, side) * sqrt(factor)
  lower <- score_lower(scale, x1, n1, x2, n2, z)
  upper <- score_lower(scale, x2, n2, x1, n1, z)
  test <- suppressWarnings(prop.test(c(x1, x2), c(n1, n2), correct = FALSE))$statistic
  statistic <- if (is.nan(test)) 0 else sign(apart(x1, n1, x2, n2)) * sqrt(test / factor)
  if (max(n1, n2) > 1e6) # prop.test loses digits
    statistic <- apart(x1, n1, x2, n2) /
      sqrt(factor * (x1 + x2) * (n1 + n2 - x1 - x2) / (n1 + n2) / n1 / n2)
  c(lower, if (scale == "difference") -upper else 1 / upper, p_of(statistic, side))
}

methods <- list("wald" = wald, "agresti-caffo" = agresti_caffo, "newcombe" = newcombe,
                "miettinen-nurminen" = score(TRUE), "mee" = score(FALSE))

settled <- function(method, scale, x1, n1, x2, n2, N1, N2, conf, side) {
  found <- methods[[method]](scale, x1, n1, x2, n2, N1, N2, conf, side)
  range <- if (scale == "difference") c(-1, 1) else c(0, Inf)
  est <- estimate_of(scale, x1, n1, x2, n2)
  if (method == "newcombe" && scale != "difference" && max(n1, n2) > 1e6)
    found[1:2] <- NA # the published form then loses more digits than doubles have
  if (method == "newcombe" && max(n1, n2) > 1e6) found[3] <- NA
  if (is.na(found[1])) return(found)
  c(if (side == "upper") range[1] else min(max(found[1], range[1]), est),
    if (side == "lower") range[2] else max(min(found[2], range[2]), est), found[3])
}

pairs <- rbind(c(56, 70, 48, 80), c(9, 10, 3, 10), c(6, 7, 2, 7), c(5, 56, 0, 29),
               c(0, 10, 0, 20), c(0, 10, 0, 10), c(10, 10, 0, 20), c(10, 10, 0, 10),
               c(0, 1, 0, 1), c(1, 1, 0, 1), c(0, 1, 1, 1), c(1, 1, 1, 1), c(1, 2, 0, 3),
               c(3, 7, 5, 9), c(100, 115, 17, 23), c(29, 30, 1, 30), c(0, 115, 3, 115),
               c(115, 115, 110, 115), c(1, 1000, 0, 10), c(500, 1000, 4, 9), c(57, 57, 57, 58),
               c(9999, 1e4, 9990, 1e4), c(1, 1e6, 0, 1e6), c(500000, 1e6, 499000, 1e6),
               c(5e6, 1e7, 5001000, 1e7), c(3, 1e7, 12, 1e7), c(9999988, 1e7, 9999999, 1e7))
levels <- data.frame(conf = c(0.5, 0.95, 0.9999, 0.95, 0.8),
                     side = c("two", "two", "two", "lower", "upper"))
known <- list("wald" = c("difference", "ratio", "odds"), "agresti-caffo" = "difference",
              "newcombe" = c("difference", "ratio", "odds"),
              "miettinen-nurminen" = c("difference", "ratio", "odds"),
              "mee" = c("difference", "ratio", "odds"))
row_of <- function(method, scale, pair, population, level) data.frame(
  method = method, scale = scale, x1 = pair[1], n1 = pair[2], x2 = pair[3], n2 = pair[4],
  population1 = population[1], population2 = population[2],
  conf = levels$conf[level], side = levels$side[level])
cases <- list()
for (method in names(known)) for (scale in known[[method]]) for (i in seq_len(nrow(pairs))) {
  pair <- pairs[i, ]
  if (is.nan(estimate_of(scale, pair[1], pair[2], pair[3], pair[4]))) next
  for (level in seq_len(nrow(levels)))
    cases[[length(cases) + 1]] <- row_of(method, scale, pair, c(0, 0), level)
  if (method %in% c("wald", "newcombe") && i %in% c(1, 2, 4, 15, 16, 22))
    for (population in list(pair[c(2, 4)], c(pair[2] + 1, 0), c(20 * pair[2], 3 * pair[4])))
      for (level in c(2, 5))
        cases[[length(cases) + 1]] <- row_of(method, scale, pair, population, level)
}
cases <- do.call(rbind, cases)
found <- mapply(settled, cases$method, cases$scale, cases$x1, cases$n1, cases$x2, cases$n2,
                cases$population1, cases$population2, cases$conf, cases$side)
cases$lower_r <- found[1, ]
cases$upper_r <- found[2, ]
cases$p_value_r <- found[3, ]
text <- function(v) if (is.na(v)) "NA" else if (v %in% levels$conf) format(v) else sprintf("%.17g", v)
numbers <- vapply(cases, is.numeric, TRUE)
cases[numbers] <- lapply(cases[numbers], function(v) vapply(v, text, ""))
write.csv(cases, "difference.csv", row.names = FALSE, quote = FALSE)
