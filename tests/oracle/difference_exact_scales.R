# difference_exact_scales.R: limits of exact-unconditional for ratios and odds
# ratios by its definition: difference_exact_scales.csv, for every third pair of
# large populations of difference_exact_forms.csv, which a script that shares no
# code with this one wrote.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# R 4.2.2 (Debian r-base-core 4.2.2.20221110-2), package stats. A ratio is left out
# when the probability of all results whose score statistic is no less than that of
# what was seen is at most the tail, at its largest over a grid of rates that is
# zoomed in where it is largest. The first from outside that is not left out is
# looked for in steps of STEP of the logarithm, and then by halving. A stretch that
# is not left out may be narrower than the steps: points 1e-9 inside the limits of
# the other script are put among them, and count only if this script finds them not
# left out.

EVERY <- 3
STEP <- 0.05
FAR <- 10 # of logarithms: no limit of these cases is further out

# The score of all results (i, j) at the logarithm v.
score <- list(
  ratio = function(i, n1, j, n2, v) {
    t <- exp(v)
    b <- n1 * t + i + n2 + j * t
    p2 <- pmin(1, 2 * (i + j) / (b + sqrt(pmax(0, b^2 - 4 * t * (n1 + n2) * (i + j)))))
    p1 <- pmin(1, t * p2)
    apart <- i / n1 - t * j / n2
    ifelse(abs(apart) < 1e-14 * t, 0, apart / sqrt(p1 * (1 - p1) / n1 + t^2 * p2 * (1 - p2) / n2))
  },
  odds = function(i, n1, j, n2, v) { # w: what is expected of i above the least there can be
    t <- exp(v)
    least <- pmax(0, i + j - n2)
    a <- n1 - least
    c <- i + j - least
    b <- abs(n2 - i - j) + t * (a + c)
    w <- 2 * t * a * c / (b + sqrt(pmax(0, b^2 + 4 * (1 - t) * t * a * c)))
    s <- (i - least - w) *
      sqrt(1 / w + 1 / (w + abs(n2 - i - j)) + 1 / (a - w) + 1 / (c - w))
    ifelse(i + j == 0 | i + j == n1 + n2, 0, s)
  })
more_extreme <- list(
  ratio = function(m) m,
  odds = function(m) { # with a result all that have more of the first, fewer of the second
    up <- apply(m, 2, cummax)
    dim(up) <- dim(m)
    t(apply(up[, ncol(m):1, drop = FALSE], 1, cummax))[, ncol(m):1, drop = FALSE]
  })
rates <- list(
  ratio = function(a, v) list(exp(min(v, 0)) * a, exp(min(-v, 0)) * a),
  odds = function(a, v) list(plogis(qlogis(a) + v / 2), plogis(qlogis(a) - v / 2)))
angles <- seq(0, pi / 2, length.out = 121)

# The largest probability of a grid; where a tail is near, zoomed in.
largest <- function(scale, x1, n1, x2, n2, v, tails) {
  results <- expand.grid(i = 0:n1, j = 0:n2)
  s <- matrix(score[[scale]](results$i, n1, results$j, n2, v), n1 + 1)
  seen <- s[x1 + 1, x2 + 1]
  extreme <- more_extreme[[scale]](1 * (s >= seen - 1e-12 * (1 + abs(seen)) | s == seen))
  dim(extreme) <- c(n1 + 1, n2 + 1)
  probability <- function(a) {
    p <- rates[[scale]](a, v)
    first <- outer(0:n1, p[[1]], function(k, q) dbinom(k, n1, q))
    second <- outer(0:n2, p[[2]], function(k, q) dbinom(k, n2, q))
    colSums(first * (extreme %*% second))
  }
  values <- probability(sin(angles)^2)
  if (!any(abs(max(values) / tails - 1) < 0.01)) return(max(values))
  at <- angles[which.max(values)]
  width <- angles[2]
  most <- max(values)
  for (zoom in 1:6) {
    near <- pmin(pmax(at + width * (-5:5) / 5, 0), pi / 2)
    values <- probability(sin(near)^2)
    at <- near[which.max(values)]
    most <- max(most, values)
    width <- width / 5
  }
  most
}

# Lower limits for all tails.
lower <- function(scale, x1, n1, x2, n2, tails, hints) {
  estimate <- if (scale == "ratio") log(x1 * n2) - log(x2 * n1)
              else log(x1) + log(n2 - x2) - log(n1 - x1) - log(x2)
  if (estimate == -Inf) return(rep(0, length(tails)))
  hints <- log(hints) + 1e-9
  steps <- sort(c(seq(-FAR, min(estimate, FAR), by = STEP), hints[is.finite(hints) & hints < estimate]))
  found <- vapply(steps, function(v) largest(scale, x1, n1, x2, n2, v, tails), 0)
  vapply(tails, function(tail) {
    first <- which(found > tail)[1]
    above <- if (is.na(first)) estimate else steps[first]
    below <- if (is.na(first)) max(steps) else if (first == 1) -Inf else steps[first - 1]
    if (below == -Inf) return(0)
    while (above - below > 1e-11) {
      v <- (above + below) / 2
      if (largest(scale, x1, n1, x2, n2, v, tail) > tail) above <- v else below <- v
    }
    exp(above)
  }, 0)
}

given <- read.csv("difference_exact_forms.csv")
given <- given[given$population1 == 0 & given$population2 == 0 & given$scale != "difference", ]
# pairs that were drawn twice stand once
key <- do.call(paste, given[c("scale", "x1", "n1", "x2", "n2")])
given <- given[!duplicated(paste(key, given$conf)), ]
key <- do.call(paste, given[c("scale", "x1", "n1", "x2", "n2")])
of_pair <- function(k) {
  rows <- given[key == k, ]
  tails <- (1 - rows$conf) / 2
  x <- rows[1, ]
  rows$lower <- lower(x$scale, x$x1, x$n1, x$x2, x$n2, tails, rows$lower)
  rows$upper <- 1 / lower(x$scale, x$x2, x$n2, x$x1, x$n1, tails, 1 / rows$upper)
  rows
}
keys <- unique(key)
some <- keys[seq(1, length(keys), by = EVERY)]
found <- do.call(rbind, parallel::mclapply(some, of_pair, mc.cores = 2))
text <- function(v) ifelse(is.infinite(v), "Inf", sprintf("%.13g", v))
writeLines(c("scale,x1,n1,x2,n2,conf,lower,upper",
             sprintf("%s,%d,%d,%d,%d,%g,%s,%s", found$scale, found$x1, found$n1, found$x2, found$n2,
                     found$conf, text(found$lower), text(found$upper))), "difference_exact_scales.csv")
