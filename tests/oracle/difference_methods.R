# difference_methods.R: R's limits for two rates by every method but the exact one,
# for many pairs at once; read by difference_large.R and difference_finite.R, which
# write the oracles.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# R 4.2.2 (Debian r-base-core 4.2.2.20221110-2), package stats (pnorm, qnorm).
#
# The score limits are found along their Lagrange multiplier m, the pull of the
# likelihood at the restricted rates: given m these are roots of a quadratic
# (differences) or linear (ratios, odds), and the score is m times a root of the
# variance. So nothing is restricted and no digits cancel. The mover limits use
# Wilson's equation (p - l)^2 = z^2 l (1 - l) / n for the distances, for the same
# reason.

HALVINGS <- 200

# Where f, which rises, is 0, by halving all cases at once.
halve <- function(f, low, high) {
  for (i in seq_len(HALVINGS)) {
    middle <- (low + high) / 2
    above <- f(middle) > 0
    high <- ifelse(above, middle, high)
    low <- ifelse(above, low, middle)
  }
  (low + high) / 2
}

# Two samples: x compliant, y not, of n. Those of finite populations count for more
# than they are: then d is how far the rates are apart, and known1 and known2 say which
# of them is known.
apart <- function(c) {
  if (!is.null(c$d)) c$d
  else (c$x1 * c$n2 - c$x2 * c$n1) / (c$n1 * c$n2) # whole below 2^53
}
finite_parts <- function(c, sign)
  if (!is.null(c$d)) list(d = sign * c$d, known1 = c$known2, known2 = c$known1)
swapped <- function(c)
  c(list(x1 = c$x2, y1 = c$y2, n1 = c$n2, x2 = c$x1, y2 = c$y1, n2 = c$n1), finite_parts(c, -1))
turned <- function(c)
  c(list(x1 = c$y2, y1 = c$x2, n1 = c$n2, x2 = c$y1, y2 = c$x1, n2 = c$n1), finite_parts(c, 1))
chosen <- function(test, a, b) Map(function(u, v) ifelse(test, u, v), a, b[names(a)])
estimate_of <- list(
  difference = apart,
  ratio = function(c) (c$x1 * c$n2) / (c$x2 * c$n1),
  odds = function(c) (c$x1 * c$y2) / (c$y1 * c$x2))
two_sided <- function(z) 2 * pnorm(abs(z), lower.tail = FALSE)

# ---- wald, agresti-caffo
wald <- function(scale, c, z) {
  p1 <- c$x1 / c$n1; q1 <- c$y1 / c$n1
  p2 <- c$x2 / c$n2; q2 <- c$y2 / c$n2
  se <- sqrt(switch(scale, difference = p1 * q1 / c$n1 + p2 * q2 / c$n2,
                    ratio = q1 / c$x1 + q2 / c$x2,
                    odds = 1 / (c$n1 * p1 * q1) + 1 / (c$n2 * p2 * q2)))
  d <- apart(c)
  est <- estimate_of[[scale]](c)
  centre <- switch(scale, difference = d, # log1p: the digits of a ratio near 1
                   ratio = ifelse(abs(est - 1) < 0.5, log1p(d / p2), log(est)),
                   odds = ifelse(abs(est - 1) < 0.5, log1p(d / (q1 * p2)), log(est)))
  known <- se == 0
  half <- ifelse(known, 0, z * se)
  statistic <- ifelse(centre == 0, 0, centre / se)
  out <- if (scale == "difference") list(centre - half, centre + half, two_sided(statistic))
         else list(ifelse(known, est, exp(centre - half)), ifelse(known, est, exp(centre + half)),
                   two_sided(statistic))
  none <- !is.finite(se)
  list(ifelse(none, 0, out[[1]]), ifelse(none, Inf, out[[2]]), ifelse(none, 1, out[[3]]))
}

agresti_caffo <- function(scale, c, z) {
  more <- list(x1 = c$x1 + 1, n1 = c$n1 + 2, x2 = c$x2 + 1, n2 = c$n2 + 2)
  variance <- function(x, n) x / n * ((n - x) / n) / n
  se <- sqrt(variance(more$x1, more$n1) + variance(more$x2, more$n2))
  d <- apart(more)
  list(d - z * se, d + z * se, two_sided(ifelse(d * apart(c) > 0, d / se, 0)))
}

# ---- newcombe
# Wilson's lower limit, what is above it, and its distance from the rate.
wilson <- function(x, y, n, z, known) {
  l <- 2 * x * (x / n) / (2 * x + z^2 + z * sqrt(z^2 + 4 * x * y / n))
  u <- (2 * y + z^2 + z * sqrt(z^2 + 4 * x * y / n)) / (2 * (n + z^2))
  list(low = ifelse(known, x / n, l), rest = ifelse(known, y / n, u),
       distance = ifelse(known, 0, z * sqrt(l * u / n)))
}
# A rate's lower limit, another's upper one, and distances, on the scale.
moved <- function(scale, c, z) {
  is_known <- function(known) if (is.null(known)) logical(length(c$x1)) else known
  first <- wilson(c$x1, c$y1, c$n1, z, is_known(c$known1))
  second <- wilson(c$y2, c$x2, c$n2, z, is_known(c$known2))
  if (scale != "odds")
    return(list(p1 = c$x1 / c$n1, p2 = c$x2 / c$n2, l1 = first$low, u2 = second$rest,
                a = first$distance, b = second$distance))
  list(p1 = c$x1 / c$y1, p2 = c$x2 / c$y2, l1 = first$low / first$rest, u2 = second$rest / second$low,
       a = first$distance / first$rest / (c$y1 / c$n1), b = second$distance / second$low / (c$y2 / c$n2))
}
# Fagerland & Newcombe 2013, table III
turned_odds <- function(c) chosen(c$y1 == 0 | c$y2 == 0, turned(c), c)
mover_lower <- function(scale, c, z) {
  if (scale == "odds") c <- turned_odds(c)
  m <- moved(scale, c, z)
  if (scale == "difference") return(apart(c) - sqrt(m$a^2 + m$b^2))
  top <- m$l1 * (2 * m$p1 - m$l1) # p1^2 - a^2
  found <- top / (m$p1 * m$p2 + sqrt(m$b^2 * top + (m$p2 * m$a)^2))
  if (scale == "odds") found <- ifelse(c$y1 == 0 & c$x2 == 0, m$l1 / m$u2, found)
  ifelse(c$x1 == 0, 0, found)
}
newcombe <- function(scale, c, z) {
  up <- apart(c) > 0
  c0 <- chosen(up, c, swapped(c))
  scale0 <- if (scale == "odds") "odds" else "difference"
  if (scale == "odds") c0 <- turned_odds(c0)
  apart0 <- apart(c0) # on the scale: odds are the rates' distance over the rests
  if (scale == "odds") apart0 <- apart0 / (c0$y1 / c0$n1) / (c0$y2 / c0$n2)
  extreme <- scale == "odds" & c0$y1 == 0 & c0$x2 == 0
  excess <- function(u) {
    m <- moved(scale0, c0, exp(u))
    ifelse(extreme, m$u2 - m$l1, sqrt(m$a^2 + m$b^2) - apart0)
  }
  z0 <- exp(halve(excess, rep(log(1e-9), length(z)), rep(log(38), length(z))))
  z0 <- ifelse(apart(c) == 0, 0, ifelse(z0 > 37.9, Inf, z0))
  upper <- mover_lower(scale, swapped(c), z)
  list(mover_lower(scale, c, z), if (scale == "difference") -upper else 1 / upper, two_sided(z0))
}

# ---- score: the lower limit
# The rate p with m p q = x - n p, where x = n: 1 until m is n; and q = 1 - p. The
# multiplier m is base + over.
pulled <- function(x, y, n, base, over) {
  m <- base + over
  gap <- base - n + over
  root <- sqrt(gap^2 + 4 * m * y)
  list(p = 2 * x / (n + m + root),
       q = ifelse(gap > 0, (gap + root) / (2 * m), ifelse(y == 0, 0, 2 * y / (root - gap))))
}
score_lower <- list(
  difference = function(c, z) {
    first <- function(base, over) pulled(c$x1, c$y1, c$n1, base, over)
    second <- function(base, over) pulled(c$y2, c$x2, c$n2, base, over) # of the rest
    variance <- function(base, over) {
      a <- first(base, over)
      b <- second(base, over)
      a$p * a$q / c$n1 + b$p * b$q / c$n2
    }
    excess <- function(base, over) (base + over) * sqrt(variance(base, over)) - z
    # The root may be next to a kink, where a rate leaves 1 or 0: seek it from there.
    kinks <- list(ifelse(c$y1 == 0, c$n1, 0), ifelse(c$x2 == 0, c$n2, 0))
    base <- 0 * z
    for (kink in list(do.call(pmin, kinks), do.call(pmax, kinks)))
      base <- ifelse(excess(kink, 0) < 0, kink, base)
    over <- exp(halve(function(u) excess(base, exp(u)), rep(-60, length(z)), rep(60, length(z))))
    found <- apart(c) - (base + over) * variance(base, over) # what both were pulled by
    ends <- first(base, over)$p - 1 + second(base, over)$p
    ifelse(c$x1 == 0 & c$y2 == 0, -1, ifelse(abs(found) < 0.5, found, ends))
  },
  ratio = function(c, z) { # s = x1 - m
    y1 <- c$y1
    y2 <- c$y2
    full <- y1 == 0 # then the first rate is 1 until m is n1 and anything there
    spread <- function(m, odds1) m * sqrt(odds1 / c$n1 + y2 / (c$x2 + m) / c$n2)
    excess <- function(u)
      spread(c$x1 * plogis(u), ifelse(full, 0, y1 / (c$x1 * plogis(-u)))) - z
    u <- halve(excess, rep(-700, length(z)), rep(700, length(z)))
    s <- c$x1 * plogis(-u)
    stuck <- full & spread(c$n1, 0) < z
    odds1 <- ifelse(stuck, c$n1 * ((z / c$n1)^2 - y2 / (c$x2 + c$n1) / c$n2), y1 / s)
    m <- ifelse(stuck, c$n1, c$x1 * plogis(u))
    ifelse(c$x1 == 0, 0, (c$n2 + m) / (c$x2 + m) / (1 + odds1))
  },
  odds = function(c, z) { # what moves, of the smaller of x1 and n2 - x2
    y2 <- c$y2
    most <- pmin(c$x1, y2)
    counts <- function(u) {
      m <- most * plogis(u)
      s <- most * plogis(-u)
      list(m = m, x1 = c$x1 - most + s, y1 = c$y1 + m, x2 = c$x2 + m, y2 = y2 - most + s)
    }
    excess <- function(u) {
      k <- counts(u)
      k$m * sqrt(c$n1 / k$x1 / k$y1 + c$n2 / k$x2 / k$y2) - z
    }
    k <- counts(halve(excess, rep(-700, length(z)), rep(700, length(z))))
    ifelse(most == 0, 0, k$x1 / k$y1 * (k$y2 / k$x2))
  })
score <- function(correct) function(scale, c, z) {
  all <- c$n1 + c$n2
  factor <- if (correct) all / (all - 1) else 1
  upper <- score_lower[[scale]](swapped(c), z * sqrt(factor))
  d <- apart(c)
  total <- c$x1 + c$x2
  rest <- c$y1 + c$y2
  statistic <- ifelse(d == 0, 0, d / sqrt(factor * total / all * (rest / all) * all / c$n1 / c$n2))
  list(score_lower[[scale]](c, z * sqrt(factor)), if (scale == "difference") -upper else 1 / upper,
       two_sided(statistic))
}

methods <- list("wald" = wald, "newcombe" = newcombe, "agresti-caffo" = agresti_caffo,
                "miettinen-nurminen" = score(TRUE), "mee" = score(FALSE))
scales <- c("difference", "ratio", "odds")

# ---- cases: all sizes; no, all, few, all but few or any compliant records, and
# rates that are near each other, which p-values need
some_size <- function(cases) floor(10^runif(cases, 0, 7.0000001))
some_count <- function(n) {
  kind <- sample(6, length(n), replace = TRUE)
  few <- floor(pmin(n + 1, 12) * runif(length(n)))
  ifelse(kind == 1, 0, ifelse(kind == 2, n, ifelse(kind == 3, few, ifelse(kind == 4, n - few,
         floor((n + 1) * runif(length(n)))))))
}
near <- function(x, n, n2, worth = n, worth2 = n2) {
  p <- (x + 1) / (n + 2)
  off <- 4 * rnorm(length(n)) * n2 * sqrt(p * (1 - p) * (1 / worth + 1 / worth2))
  pmin(n2, pmax(0, round(n2 * p + off)))
}
some_conf <- function(cases) sprintf("%.4f", 1 - 0.5 * 2e-4^runif(cases))

# Writes the cases, with the limits within the scale and on their sides of the
# estimate, and the p-values: one column each, by method and scale.
write_found <- function(methods, cases, samples, file) {
  z <- qnorm((1 - as.numeric(cases$conf)) / 2, lower.tail = FALSE)
  text <- function(v) ifelse(is.nan(v), "NA", ifelse(v == 0, "0", sprintf("%.13g", v)))
  counts <- setdiff(names(cases), "conf")
  for (method in names(methods)) for (scale in scales) {
    if (method == "agresti-caffo" && scale != "difference") next
    found <- methods[[method]](scale, samples, z)
    est <- estimate_of[[scale]](samples)
    least <- if (scale == "difference") -1 else 0
    most <- if (scale == "difference") 1 else Inf
    undefined <- is.nan(est)
    part <- function(name) paste(method, scale, name, "r", sep = "_")
    cases[[part("lower")]] <- text(ifelse(undefined, NaN, pmin(pmax(found[[1]], least), est)))
    cases[[part("upper")]] <- text(ifelse(undefined, NaN, pmax(pmin(found[[2]], most), est)))
    cases[[part("p")]] <- text(ifelse(undefined, NaN, found[[3]]))
  }
  for (name in counts) cases[[name]] <- sprintf("%.0f", cases[[name]])
  write.csv(cases, file, row.names = FALSE, quote = FALSE)
}
