# records/hand.R: the estimators from their defining sums, in base R alone, so
# that nothing is shared with package survey. Sourced by records.R.
#
# A design is a list: strata, cluster, weight, population (column names as on
# the command line). Equations: Saerndal, Swensson & Wretman 1992, 4.3.1
# (stages) and 5.5 (ratios); Cochran 1977, 5.4 (Satterthwaite).

joined <- function(d, columns) do.call(paste, c(unname(as.list(d[columns])), sep = "\r"))

hand_frame <- function(d, design) {
  rows <- nrow(d)
  stratum <- if (length(design$strata)) joined(d, design$strata) else rep("", rows)
  stages <- max(1, length(design$cluster), length(design$population))
  id <- size <- list()
  above <- stratum
  for (k in seq_len(stages)) {
    label <- if (k <= length(design$cluster)) d[[design$cluster[k]]] else seq_len(rows)
    id[[k]] <- paste(above, label, sep = "\r")
    n <- sapply(above, function(a) length(unique(id[[k]][above == a])))
    given <- if (k <= length(design$population)) d[[design$population[k]]] else rep(Inf, rows)
    size[[k]] <- ifelse(given < 1, n / given, given)
    stopifnot(size[[k]] >= n * (1 - 1e-12))
    if (k == 1) fraction <- n / size[[1]] else fraction <- fraction * n / size[[k]]
    above <- id[[k]]
  }
  w <- if (!is.null(design$weight)) d[[design$weight]]
       else if (length(design$population)) 1 / fraction else rep(1, rows)
  list(stratum = stratum, id = id, size = size, w = as.numeric(w), stages = stages)
}

# The variance within one group of units: its own stage's, NA if the group has one unit, and
# that of the later ones, where a single unit adds nothing of its own.
hand_group <- function(z, f, rows, stage) {
  id <- f$id[[stage]][rows]; units <- unique(id)
  n <- length(units); N <- f$size[[stage]][rows[1]]; fraction <- n / N
  own <- 0; within <- 0
  if (1 - fraction > 1e-12 && n == 1) own <- NA
  else if (1 - fraction > 1e-12) {
    totals <- sapply(units, function(u) sum(z[rows[id == u]]))
    pairs <- outer(totals, totals, "-")^2 # sum (z - mean)^2 = sum of pairs / n
    own <- (1 - fraction) * n / (n - 1) * sum(pairs) / (2 * n)
  }
  if (stage < f$stages && is.finite(N))
    within <- fraction * sum(sapply(units, function(u)
      hand_group(z, f, rows[id == u], stage + 1)), na.rm = TRUE)
  c(own = own, within = within)
}

# Every stratum's part of the variance of sum(z). present: rows of the domain.
hand_parts <- function(z, f, present, lonely) {
  strata <- unique(f$stratum)
  groups <- sapply(strata, function(h) hand_group(z, f, which(f$stratum == h), 1))
  own <- groups["own", ]; within <- groups["within", ]
  part <- own + within
  names(part) <- strata
  single <- is.na(part)
  if (any(single)) {
    counted <- strata %in% f$stratum[present]
    totals <- sapply(unique(f$id[[1]]), function(u) sum(z[f$id[[1]] == u]))
    part[single] <- within[single] + switch(lonely, remove = 0, certainty = 0,
      average = ifelse(counted[single], sum(own[!single]) / sum(counted & !single), 0),
      adjust = sapply(strata[single], function(h) {
        k <- which(f$stratum == h)
        (1 - 1 / f$size[[1]][k[1]]) * (sum(z[k]) - mean(totals))^2 }))
  }
  list(part = part, single = single)
}

# A lonely stratum joins the next larger one, the largest the one before.
hand_collapse <- function(f) {
  repeat {
    strata <- unique(f$stratum)
    n <- sapply(strata, function(h) length(unique(f$id[[1]][f$stratum == h])))
    N <- sapply(strata, function(h) f$size[[1]][f$stratum == h][1])
    weight <- sapply(strata, function(h) sum(f$w[f$stratum == h]))
    o <- order(if (all(is.finite(N))) N else weight, strata, method = "radix")
    strata <- strata[o]; n <- n[o]; N <- N[o]
    k <- which(n == 1 & N > 1)
    if (!length(k)) return(f)
    k <- k[1]; with <- if (k < length(strata)) k + 1 else k - 1
    rows <- f$stratum %in% strata[c(k, with)]
    f$size[[1]][rows] <- N[k] + N[with]
    f$stratum[rows] <- strata[with]
  }
}

hand_clusters <- function(f, rows) length(unique(f$id[[1]][rows]))
hand_strata <- function(f, rows) length(unique(f$stratum[rows]))

# weights: final (calibrated) ones; residual: what takes the calibration out of
# a score per unit of weight.
hand_estimate <- function(d, design, statistic, domain, calibrated = NULL) {
  f <- hand_frame(d, design)
  lonely <- if (is.null(design$lonely)) "fail" else design$lonely
  if (lonely == "collapse") f <- hand_collapse(f)
  w <- if (is.null(calibrated)) f$w else calibrated$weights
  kind <- statistic[1]; y <- d[[statistic[2]]]
  x <- if (kind == "ratio") d[[statistic[3]]] else rep(1, nrow(d))
  in_it <- domain & !is.na(y) & !is.na(x)
  y[!in_it] <- 0; x[!in_it] <- 0
  W <- sum(w[in_it]); n <- sum(in_it)
  if (kind == "total") { estimate <- sum(w * y); u <- y; shift <- sum(w * y) / W
    s2_of <- ifelse(in_it, y - shift, 0); scale <- W^2
  } else {
    X <- sum(w * x); estimate <- sum(w * y) / X; u <- (y - estimate * x) / X
    s2_of <- u * X; scale <- if (kind == "ratio") (W / X)^2 else 1
    # the plain mean of the residuals is 0 in weighted sum, by construction
  }
  z <- if (is.null(calibrated)) w * u else w * calibrated$residual(u)
  v <- hand_parts(z, f, in_it, lonely)
  variance <- sum(v$part)
  if (variance < (1e-13 * estimate)^2) variance <- 0 # what rounding leaves
  srs <- scale * (n / (n - 1)) * sum((w * s2_of^2)[in_it]) / W / n
  good <- v$part > 0 & !v$single
  n_h <- sapply(names(v$part), function(h) hand_clusters(f, f$stratum == h))
  list(n = n, clusters = hand_clusters(f, in_it), estimate = estimate, variance = variance,
       se = sqrt(variance), z = z, W = W,
       df_domain = hand_clusters(f, in_it) - hand_strata(f, in_it),
       df_design = hand_clusters(f, TRUE) - hand_strata(f, TRUE),
       df_satterthwaite = sum(v$part[good])^2 / sum(v$part[good]^2 / (n_h[good] - 1)),
       wr = variance / srs, wor = variance / (srs * (1 - n / W)), frame = f,
       lonely = lonely, in_it = in_it)
}

# The covariance of two scores, from the variance of sums and differences.
hand_covariance <- function(a, b, f, lonely = "fail") {
  v <- function(z) sum(hand_parts(z, f, rep(TRUE, length(z)), lonely)$part)
  (v(a + b) - v(a - b)) / 4
}

## ----------------------------------------------------------------- intervals --
# A rate p with variance v from n records of a domain, N in the population where that is
# told. Closed forms.
hand_limits <- function(method, p, v, n, df, conf, N = Inf) {
  tail <- (1 - conf) / 2; t <- qt(1 - tail, df); q <- 1 - p
  flat <- v <= 0 || p <= 0 || q <= 0
  plain <- if (flat) n else p * q / v
  level <- plain * (qt(1 - tail, n - 1) / t)^2
  exact <- function(m) c(if (p > 0) qbeta(tail, m * p, m * q + 1) else 0,
                         if (q > 0) qbeta(1 - tail, m * p + 1, m * q) else 1)
  ends <- function(l) c(if (p > 0) l[1] else 0, if (q > 0) l[2] else 1)
  switch(method,
    wald = if (flat) c(NA, NA) else c(max(0, p - t * sqrt(v)), min(1, p + t * sqrt(v))),
    logit = if (p <= 0) c(0, 1 - tail^(1 / n)) else if (q <= 0) c(tail^(1 / n), 1) else {
      e <- t / sqrt(plain * p * q); plogis(qlogis(p) + c(-e, e)) },
    `korn-graubard` = exact(min(n, level)),
    beta = exact(level),
    wilson = { m <- min(n, plain); a <- t^2 / m
      ends((p + a / 2 + c(-1, 1) * sqrt(a * p * q + a^2 / 4)) / (1 + a)) },
    `wilson-fpc` = { most <- if (is.finite(N)) n * (N - 1) / (N - n) else n
      a <- t^2 / (if (flat) most else min(most, plain))
      ends((p + a / 2 + c(-1, 1) * sqrt(a * p * q + a^2 / 4)) / (1 + a)) },
    arcsine = { e <- t / (2 * sqrt(plain)); b <- asin(sqrt(p)) + c(-e, e)
      sin(pmin(pi / 2, pmax(0, b)))^2 },
    likelihood = {
      loss <- function(P) 2 * plain * ((if (p > 0) p * log(p / P) else 0) +
                                       (if (q > 0) q * log(q / (1 - P)) else 0)) - t^2
      at <- function(u) loss(plogis(u))
      from <- if (p > 0) qlogis(p) else -40; to <- if (q > 0) qlogis(p) else 40
      root <- function(a, b) plogis(uniroot(at, c(a, b), tol = 1e-15, maxiter = 10000)$root)
      if (p <= 0) c(0, 1 - exp(-t^2 / (2 * plain)))
      else if (q <= 0) c(exp(-t^2 / (2 * plain)), 1)
      else c(root(-40, from), root(to, 40)) })
}
