# estimate_counts.R: expected values for rates from counts by stratum.
# R 4.2.2, survey 4.1-1. Run in this folder: Rscript estimate_counts.R
# Writes estimate_counts.csv (results) and estimate_strata.csv (the designs).
#
# Column pairs NAME and NAME_2 come from sources that share no code:
#   rate, variance, deff, df, wald, logit, total: package survey, on one row of
#     data per record; _2: the defining sums (Cochran 1977, chapter 5).
#     Sizes of recorded units: survey's svyby and svycontrast, whose derivatives
#     are symbolic; _2: the defining sum, whose derivatives are checked against numeric ones.
#   wilson, mover, wilson-stratified: the score equation solved by root finding;
#     _2: closed forms.
#   wilson-fpc: the closed form on survey's rate and variance; _2: the score equation solved
#     on the defining sums.
#   mover-hypergeometric: by phyper; _2: by sums of lchoose.
#   beta, arcsine: survey's svyciprop, where the variance is not 0 and an angle does not
#     pass an end (survey's then comes back from it); korn-graubard: qf, which is survey's
#     beta where nothing is capped; _2: root finding on pbeta; the sine's defining sum.
#   likelihood: the root on the scale of rates of the deviance as glm's family has it;
#     _2: on the scale of log odds of the defining sum. survey's own differs in two things:
#     it divides the deviance by a dispersion, which is n/(n - 1) here, so that it is the same
#     at n_e (n - 1)/n (wider by a part of 1/(2n)); and it reads the limits off a spline. With
#     the first made the same, the distance to the rate is the same to 3 digits, checked below
#     for design effects below 2. Its steps grow with the design effect, and the spline is
#     then a guess: .0706 to .9743 in the design unequal, whose likelihood gives .1657 to .9385.
#   satterthwaite: Cochran's 5.16 with g_h; _2: by the contributions.
# survey's logit is not defined where the variance is 0; binom.test's exact
# limits stand in at rates of 0 and 1.
suppressPackageStartupMessages(library(survey))
options(digits = 17)

## ------------------------------------------------------------ the designs --
design <- function(name, x, n, population = rep(Inf, length(x)), kind = "total",
                   conf = 0.95, lonely = "average", share = rep(0, length(x)))
  list(name = name, x = as.numeric(x), n = as.numeric(n), population = as.numeric(population),
       kind = kind, conf = conf,
       lonely = lonely, share = share)

forces <- read.csv("../data/estimate/forces.csv")
set.seed(20141118)
n43 <- sample(30:400, 43, replace = TRUE)
x43 <- pmax(1, rbinom(43, n43, runif(43, .55, .98)))
N43 <- n43 + sample(1000:700000, 43)
few <- c(3, 1, 1, 7, 0, 5, 1, 9, 4, 6)
fewn <- c(4, 1, 1, 9, 1, 8, 2, 9, 7, 11)
fewN <- c(40, 13, 700, 95, 210, 88, 17, 1000, 64, 300)
designs <- list(
  design("one", 100, 115, 59178),
  design("one-half", 40, 60, 120, conf = 0.9),
  design("two", c(100, 6), c(115, 16), c(59178, 4000)),
  design("small", c(1, 2), c(2, 3), c(5, 4), conf = 0.8),
  design("forces", forces$recorded, forces$crimes, forces$recorded_crime),
  design("forces-99", forces$recorded, forces$crimes, forces$recorded_crime, conf = 0.99),
  design("many", x43, n43, N43),
  design("ends", c(30, 0, 25, 12), c(30, 10, 25, 40), c(5000, 800, 1200, 9000)),
  design("census-part", c(30, 55, 12), c(40, 60, 20), c(40, 64, 1000)),
  design("large", c(7990, 999990, 3), c(8000, 1000000, 1000) / c(1, 100, 1) ,
         c(60000, 3e6, 5e5)),
  design("all", c(20, 35), c(20, 35), c(400, 900)),
  design("none", c(0, 0, 0), c(5, 12, 30), c(100, 800, 60)),
  design("flat", c(0, 20, 9), c(11, 20, 9), c(500, 900, 300)),
  design("unequal", c(3, 80, 700), c(5, 100, 900), c(1e6, 2000, 1000)),
  design("shares", c(17, 66, 40), c(23, 83, 77), share = c(.2, .5, .3)),
  design("shares-sizes", c(17, 66, 40), c(23, 83, 77), c(900, 1200, 100),
         share = c(20, 30, 50)),
  design("lonely-average", few, fewn, fewN, lonely = "average"),
  design("lonely-adjust", few, fewn, fewN, lonely = "adjust"),
  design("lonely-remove", few, fewn, fewN, lonely = "remove"),
  design("lonely-certainty", few, fewn, fewN, lonely = "certainty"),
  design("lonely-collapse", few, fewn, fewN, lonely = "collapse"),
  design("lonely-collapse-whole", c(3, 9, 1, 20, 0, 6), c(4, 14, 1, 20, 1, 9),
         c(40, 14, 12, 20, 300, 9), lonely = "collapse"),
  design("one-recorded", 100, 115, 59178, "recorded"),
  design("two-recorded", c(100, 6), c(115, 16), c(59178, 4000), "recorded", conf = 0.9),
  design("forces-recorded", forces$recorded, forces$crimes, forces$recorded_crime, "recorded"),
  design("many-recorded", x43, n43, N43, "recorded", conf = 0.99),
  design("ends-recorded", c(30, 1, 25, 12), c(30, 10, 25, 40), c(50, 80, 120, 90), "recorded"),
  design("all-recorded", c(20, 35), c(20, 35), c(400, 900), "recorded"),
  design("most", 24, 49, 100),
  design("most-all", 49, 49, 100),
  design("most-gain", c(38, 3), c(40, 40), c(80, 90)),
  design("most-uneven", c(17, 9, 30), c(30, 10, 45), c(36, 200, 47), conf = 0.9))
designs[[10]]$x[2] <- 9999 # of 10000

## ---------------------------------------------------------------- collapse --
# A lonely stratum joins the next larger one that was not taken whole, the largest the one
# before it; no two have the same size here. For each stratum, the number of its group.
collapsed <- function(n, N) {
  group <- seq_along(n)
  repeat {
    members <- split(seq_along(n), group)
    n_g <- sapply(members, function(m) sum(n[m])); N_g <- sapply(members, function(m) sum(N[m]))
    o <- order(N_g); k <- which(n_g[o] == 1 & N_g[o] > 1)
    if (!length(k)) return(group)
    k <- k[1]; open <- setdiff(which(n_g[o] < N_g[o]), k)
    with <- if (any(open > k)) min(open[open > k]) else max(open)
    group[members[[o[k]]]] <- as.integer(names(members)[o[with]])
  }
}

## --------------------------------------------------------------- by survey --
by_survey <- function(d) {
  options(survey.lonely.psu = if (d$lonely == "collapse") "fail" else d$lonely)
  h <- seq_along(d$x)
  recorded <- d$kind == "recorded"
  size <- if (recorded) d$population * d$n / d$x else d$population
  weight <- if (all(d$share > 0)) d$share else size
  rows <- data.frame(h = rep(h, d$n),
                     y = unlist(lapply(h, function(i) rep(c(1, 0), c(d$x[i], d$n[i] - d$x[i])))))
  rows$w <- (weight / d$n)[rows$h]
  rows$N <- size[rows$h]
  if (d$lonely == "collapse") {
    group <- collapsed(d$n, size)
    rows$N <- sapply(h, function(i) sum(size[group == group[i]]))[rows$h]
    rows$h <- group[rows$h]
  }
  s <- if (all(is.finite(size)))
         svydesign(ids = ~1, strata = ~h, weights = ~w, fpc = ~N, data = rows)
       else svydesign(ids = ~1, strata = ~h, weights = ~w, data = rows)
  if (recorded && length(h) > 1) {
    parts <- svyby(~y, ~h, s, svymean, covmat = TRUE)
    names(parts$y) <- NULL
    terms <- paste(sprintf("%.17g/`%d`", d$population, h), collapse = "+")
    m <- svycontrast(parts, parse(text = sprintf("%.17g/(%s)", sum(d$population), terms))[[1]])
  } else
    m <- svymean(~y, s)
  p <- as.numeric(coef(m)); v <- as.numeric(vcov(m)); df <- degf(s)
  t <- qt((1 + d$conf) / 2, df)
  out <- list(rate = p, variance = v, df = df)
  if (!recorded) {
    out$wr <- as.numeric(deff(svymean(~y, s, deff = "replace")))
    # survey takes the population to be the sum of the weights
    if (all(d$share <= 0)) out$wor <- as.numeric(deff(svymean(~y, s, deff = TRUE)))
  }
  if (!recorded) {
    ci <- confint(m, level = d$conf, df = df)
    out$wald_lower <- max(0, ci[1]); out$wald_upper <- min(1, ci[2])
  }
  if (v > 0 && !recorded) {
    ci <- attr(svyciprop(~y, s, method = "xlogit", level = d$conf, df = df), "ci")
    out$logit_lower <- ci[[1]]; out$logit_upper <- ci[[2]]
  } else if (v == 0 && (p == 0 || p == 1)) {
    ci <- binom.test(sum(d$x), sum(d$n), conf.level = d$conf)$conf.int
    # binom.test takes half of the error, as the closed form does
    out$logit_lower <- ci[1]; out$logit_upper <- ci[2]
  }
  if (v > 0 && !recorded) {
    ci <- attr(svyciprop(~y, s, method = "beta", level = d$conf), "ci")
    out$beta_lower <- ci[[1]]; out$beta_upper <- ci[[2]]
    e <- t * sqrt(v) / (2 * sqrt(p * (1 - p)))
    if (asin(sqrt(p)) > e && asin(sqrt(p)) + e < pi / 2) {
      ci <- attr(svyciprop(~y, s, method = "asin", level = d$conf, df = df), "ci")
      out$arcsine_lower <- ci[[1]]; out$arcsine_upper <- ci[[2]]
    }
    if (nrow(rows) < 1e5 && !any(d$n == 1))
      out$survey_likelihood <- as.numeric(attr(svyciprop(~y, s, method = "likelihood",
                                                         level = d$conf, df = df), "ci"))
  }
  n <- nrow(rows); N <- if (recorded) Inf else sum(size)
  most <- if (is.finite(N)) n / ((N - n) / (N - 1)) else n
  limits <- wilson(p, t^2 / (if (v > 0) min(most, p * (1 - p) / v) else most))
  out$`wilson-fpc_lower` <- limits[1]; out$`wilson-fpc_upper` <- limits[2]
  if (!recorded && all(d$share <= 0)) {
    total <- svytotal(~I(1 - y), s)
    if (!any(d$n == 1 & size > 1)) { out$total <- as.numeric(coef(total)); out$total_se <- as.numeric(SE(total)) }
  }
  out
}

## -------------------------------------------------------- by the definition --
# (p - P)^2 = k P (1 - P), in u = log P/(1 - P), where small limits keep their
# digits; at p = 0 and 1 the root P = p is divided out
score_root <- function(p, k, from, to) {
  f <- if (p == 0) function(P) P - k * (1 - P)
       else if (p == 1) function(P) 1 - P - k * P
       else function(P) (p - P)^2 - k * P * (1 - P)
  plogis(uniroot(function(u) f(plogis(u)), c(from, to), tol = 1e-15, maxiter = 10000)$root)
}
score_limits <- function(p, k) {
  if (k == 0) return(c(p, p))
  middle <- if (p == 0) -40 else if (p == 1) 36 else qlogis(p)
  c(if (p > 0) score_root(p, k, -40, middle) else 0,
    if (p < 1) score_root(p, k, middle, 36) else 1)
}
wilson <- function(p, a) {
  r <- sqrt(a * p * (1 - p) + a^2 / 4)
  pmin(1, pmax(0, (p + a / 2 + c(-1, 1) * r) / (1 + a)))
}
# Smallest M with P(X >= x) above the tail, and the same of the others, as rates.
hypergeometric_limits <- function(d, tail, chance) sapply(seq_along(d$x), function(i) {
  least <- function(x) {
    n <- d$n[i]; N <- d$population[i]; low <- x - 1; high <- N - n + x
    while (high - low > 1) {
      M <- (low + high) %/% 2
      if (x > 0 && chance(x, n, M, N) <= tail * (1 + 1e-11)) low <- M else high <- M
    }
    if (x == 0) 0 else high
  }
  c(least(d$x[i]), d$population[i] - least(d$n[i] - d$x[i])) / d$population[i]
})
# Clopper & Pearson's limits of a rate at n, not necessarily whole: by quantiles of F, and
# by roots of the incomplete beta function on the scale of log odds.
by_f <- function(p, n, tail) {
  x <- n * p; y <- n - x
  c(if (p == 0) 0 else 1 / (1 + (y + 1) / x * qf(tail, 2 * (y + 1), 2 * x, lower.tail = FALSE)),
    if (p == 1) 1 else { k <- (x + 1) / y * qf(tail, 2 * (x + 1), 2 * y, lower.tail = FALSE)
                         k / (1 + k) })
}
by_beta_root <- function(p, n, tail) {
  x <- n * p; y <- n * (1 - p)
  root <- function(f) plogis(uniroot(f, c(-60, 36), tol = 1e-15, maxiter = 10000)$root)
  c(if (p == 0) 0 else root(function(u) pbeta(plogis(u), x, y + 1, log.p = TRUE) - log(tail)),
    if (p == 1) 1 else root(function(u)
      pbeta(plogis(-u), y, x + 1, log.p = TRUE) - log(tail)))
}
likelihood_by_deviance <- function(p, n, t) {
  y <- c(1, 0)[c(p > 0, p < 1)]; part <- c(p, 1 - p)[c(p > 0, p < 1)]
  deviance <- function(P) n * sum(binomial()$dev.resids(y, rep(P, length(y)), part))
  f <- function(P) deviance(P) - t^2 - (if (p > 0 && p < 1) deviance(p) else 0)
  find <- function(from, to) uniroot(f, c(from, to), tol = 1e-16, maxiter = 10000)$root
  c(if (p == 0) 0 else find(1e-300, min(p, 1 - 2^-53)),
    if (p == 1) 1 else find(max(p, 1e-300), 1 - 2^-53))
}
likelihood_by_odds <- function(p, n, t) {
  term <- function(a, log_b) if (a == 0) 0 else a * (log(a) - log_b)
  f <- function(u) 2 * n * (term(p, plogis(u, log.p = TRUE)) +
                            term(1 - p, plogis(-u, log.p = TRUE))) - t^2
  find <- function(from, to) plogis(uniroot(f, c(from, to), tol = 1e-15, maxiter = 10000)$root)
  middle <- if (p == 0) -600 else if (p == 1) 36 else qlogis(p)
  c(if (p == 0) 0 else find(-600, middle), if (p == 1) 1 else find(middle, 36))
}
by_definition <- function(d) {
  p <- d$x / d$n; n <- d$n; sum_n <- sum(n); R <- d$population
  recorded <- d$kind == "recorded"
  T <- if (recorded) R / p else R
  f <- ifelse(is.finite(T), n / T, 0)
  W <- if (all(d$share > 0)) d$share / sum(d$share) else T / sum(T)
  v <- ifelse(f >= 1, 0, (1 - f) * p * (1 - p) / (n - 1))
  lonely <- n == 1 & f < 1
  if (recorded) {
    g <- function(q) sum(R) / sum(R / q)
    rate <- g(p)
    a <- rate * R / (sum(T) * p^2)
  } else {
    rate <- sum(W * p); a <- W
  }
  part <- a^2 * v
  part[lonely] <- switch(d$lonely, average = mean(part[!lonely]), remove = 0, certainty = 0,
                         collapse = 0, # below
                         adjust = ((1 - f) * a^2 * (p - rate)^2)[lonely])
  strata <- length(n)
  if (d$lonely == "collapse") {
    # every record's score, about the mean of its group's
    group <- collapsed(n, T)
    z <- rep(a / n, n) * (unlist(lapply(seq_along(n), function(i)
      rep(c(1, 0), c(d$x[i], n[i] - d$x[i])))) - rate)
    of <- rep(group, n)
    part <- sapply(unique(group), function(g) {
      m <- sum(of == g)
      (1 - m / sum(T[group == g])) * m / (m - 1) * sum((z[of == g] - mean(z[of == g]))^2) })
    n <- sapply(unique(group), function(g) sum(of == g))
    lonely <- rep(FALSE, length(n)); strata <- length(n)
  }
  V <- sum(part); df <- sum_n - strata
  if (recorded) { # the same by numeric derivatives, to be seen by eye
    numeric_a <- sapply(seq_along(p), function(i) {
      e <- 1e-5 * p[i]; up <- p; up[i] <- p[i] + e; down <- p; down[i] <- p[i] - e
      (g(up) - g(down)) / (2 * e) })
    stopifnot(abs(numeric_a / a - 1) < 1e-6)
  }
  tail <- (1 - d$conf) / 2; t <- qt(1 - tail, df); z <- qnorm(1 - tail)
  q <- 1 - rate; F <- if (all(is.finite(T))) sum_n / sum(T) else 0
  n_eff <- if (V > 0) min(sum_n, rate * q / V) else sum_n
  s <- list(rate = rate, variance = V, df = df)
  if (q > 0 && rate > 0) {
    s$wr <- V / (rate * q / (sum_n - 1)); s$wor <- s$wr / (1 - F)
    e <- t * sqrt(if (V > 0) V else rate * q / sum_n) / (rate * q)
    s$logit_lower <- plogis(qlogis(rate) - e); s$logit_upper <- plogis(qlogis(rate) + e)
  } else {
    s$logit_lower <- if (q == 0) tail^(1 / sum_n) else 0
    s$logit_upper <- if (q == 0) 1 else 1 - tail^(1 / sum_n)
  }
  s$wald_lower <- max(0, rate - t * sqrt(V)); s$wald_upper <- min(1, rate + t * sqrt(V))
  good <- part > 0 & !lonely
  s$satterthwaite <- if (any(good)) sum(part[good])^2 / sum(part[good]^2 / (n[good] - 1)) else df
  n <- d$n
  s$total <- if (recorded) sum(R * (1 - p) / p) else sum(T * (1 - p))
  s$total_se <- if (recorded) sqrt(sum((R / p^2)^2 * v)) else sqrt(V) * sum(T)
  if (!is.finite(sum(T)) || any(d$share > 0)) s$total <- s$total_se <- NA
  plain <- if (V > 0) rate * q / V else sum_n
  adjusted <- plain * (if (sum_n > 1) qt(tail, sum_n - 1) / qt(tail, df) else 1)^2
  new <- list(`korn-graubard` = by_f(rate, min(adjusted, sum_n), tail),
              `korn-graubard_2` = by_beta_root(rate, min(adjusted, sum_n), tail),
              beta_2 = by_beta_root(rate, adjusted, tail),
              likelihood = likelihood_by_deviance(rate, plain, t),
              likelihood_2 = likelihood_by_odds(rate, plain, t),
              arcsine_2 = sin(pmin(pi / 2, pmax(0, asin(sqrt(rate)) +
                                    c(-1, 1) * t / sqrt(4 * plain))))^2)
  # the smaller angle is known better than its complement
  if (rate > .5) new$arcsine_2 <- 1 - sin(pmin(pi / 2, pmax(0, asin(sqrt(q)) +
                                    c(1, -1) * t / sqrt(4 * plain))))^2
  cap <- if (!recorded && all(is.finite(T))) sum_n * (sum(T) - 1) / (sum(T) - sum_n) else sum_n
  fpc <- score_limits(rate, t^2 / (if (V > 0) min(cap, plain) else cap))
  by_root <- score_limits(rate, t^2 / n_eff)
  closed <- wilson(rate, t^2 / n_eff)
  limits <- function(fun) sapply(seq_along(p), function(i) {
    k <- z^2 / n[i] * (if (is.finite(T[i])) (T[i] - n[i]) / (T[i] - 1) else 1)
    fun(p[i], k) })
  mover <- function(l) if (recorded) {
    below <- sqrt(sum((T - R / l[2, ])^2)); above <- sqrt(sum((R / l[1, ] - T)^2))
    sum(R) / (sum(T) + c(above, -below))
  } else
    rate + c(-1, 1) * sqrt(c(sum(W^2 * (p - l[1, ])^2), sum(W^2 * (l[2, ] - p)^2)))
  m1 <- mover(limits(score_limits)); m2 <- mover(limits(wilson))
  # Yan & Su 2010: the strata's own score limits at a common quantile
  term <- a * sqrt(p * (1 - p) / n * ifelse(is.finite(T), (T - n) / pmax(T - 1, 1), 1))
  if (all(term == 0))
    term <- a * sqrt(1 / n * ifelse(is.finite(T), (T - n) / pmax(T - 1, 1), 1))
  strata_limits <- function(fun, common) {
    l <- sapply(seq_along(p), function(i) fun(p[i], common^2 / n[i] *
      (if (is.finite(T[i])) (T[i] - n[i]) / max(T[i] - 1, 1) else 1)))
    if (recorded) sum(R) / rowSums(rep(R, each = 2) / l) else as.numeric(l %*% W)
  }
  y1 <- strata_limits(score_limits, z * sqrt(sum(term^2)) / sum(term))
  y2 <- strata_limits(wilson, z * norm(as.matrix(term), "F") / norm(as.matrix(term), "1"))
  h1 <- h2 <- c(NA, NA)
  if (!recorded && all(is.finite(T)) && (all(d$share <= 0))) {
    h1 <- mover(hypergeometric_limits(d, tail, function(x, n, M, N)
      phyper(x - 1, M, N - M, n, lower.tail = FALSE)))
    h2 <- mover(hypergeometric_limits(d, tail, function(x, n, M, N) {
      k <- x:n; k <- k[k <= M & n - k <= N - M]
      sum(exp(lchoose(M, k) + lchoose(N - M, n - k) - lchoose(N, n))) }))
  }
  # Cochran's 5.16, for sizes of all units only
  if (!recorded && all(d$share <= 0) && any(good)) {
    gh <- (T * (T - n) / n)[good]; s2 <- (p * (1 - p) * n / (n - 1))[good]
    cochran <- sum(gh * s2)^2 / sum(gh^2 * s2^2 / (n[good] - 1))
  } else cochran <- s$satterthwaite
  s <- c(s, setNames(lapply(new, `[`, 1), sub("(_2)?$", "_lower\\1", names(new))),
         setNames(lapply(new, `[`, 2), sub("(_2)?$", "_upper\\1", names(new))))
  c(s, list(cochran = cochran, wilson_lower = by_root[1], wilson_upper = by_root[2],
            wilson_lower_2 = closed[1], wilson_upper_2 = closed[2],
            `wilson-fpc_lower_2` = fpc[1], `wilson-fpc_upper_2` = fpc[2],
            mover_lower = m1[1], mover_upper = m1[2],
            mover_lower_2 = m2[1], mover_upper_2 = m2[2],
            `wilson-stratified_lower` = y1[1], `wilson-stratified_upper` = y1[2],
            `wilson-stratified_lower_2` = y2[1], `wilson-stratified_upper_2` = y2[2],
            `mover-hypergeometric_lower` = h1[1], `mover-hypergeometric_upper` = h1[2],
            `mover-hypergeometric_lower_2` = h2[1], `mover-hypergeometric_upper_2` = h2[2]))
}

## ----------------------------------------------------------------- writing --
or_na <- function(x) if (is.null(x)) NA else x
text <- function(x) ifelse(is.na(x) | is.infinite(x), "", sprintf("%.17g", x))
pair <- c("rate", "variance", "df", "wr", "wor", "wald_lower", "wald_upper", "logit_lower",
          "logit_upper", "total", "total_se")
survey_only <- c("beta_lower", "beta_upper", "arcsine_lower", "arcsine_upper")
single <- c("wilson_lower", "wilson_upper", "wilson_lower_2", "wilson_upper_2", "mover_lower",
            "mover_upper", "mover_lower_2", "mover_upper_2",
            outer(c("_lower", "_upper", "_lower_2", "_upper_2"),
                  c("wilson-stratified", "mover-hypergeometric", "korn-graubard", "likelihood", "wilson-fpc"),
                  function(end, name) paste0(name, end)))
head <- c("# Made by estimate_counts.R with R 4.2.2 and survey 4.1-1; see there.")
result <- c(head, paste(c("design", "kind", "lonely", "conf", pair, paste0(pair, "_2"),
                          "satterthwaite", "satterthwaite_2", single, survey_only,
                          paste0(survey_only, "_2")), collapse = ","))
strata <- c(head, "design,stratum,x,n,population,share")
for (d in designs) {
  one <- by_survey(d); two <- c(by_definition(d), one[c("wilson-fpc_lower", "wilson-fpc_upper")])
  for (k in c(pair, survey_only)) {
    a <- or_na(one[[k]]); b <- or_na(two[[if (is.null(two[[k]])) paste0(k, "_2") else k]])
    if (!is.na(a) && !is.na(b) && abs(a - b) > 1e-9 * abs(b) + 1e-30)
      cat("DIFFER", d$name, k, a, b, "\n")
  }
  for (k in grep("_2$", single, value = TRUE, invert = TRUE))
    if (!is.na(two[[k]]) && abs(two[[k]] - two[[paste0(k, "_2")]]) > 1e-9 * abs(two[[k]]))
      cat("DIFFER", d$name, k, two[[k]], two[[paste0(k, "_2")]], "\n")
  if (!is.null(one$survey_likelihood)) {
    n <- sum(d$n)
    same <- likelihood_by_odds(two$rate, two$rate * (1 - two$rate) / two$variance * (n - 1) / n,
                               qt((1 + d$conf) / 2, two$df))
    stopifnot(two$wr > 2 | abs(one$survey_likelihood - same) < 1e-3 * abs(two$rate - same))
  }
  value <- function(s, names) sapply(names, function(k) or_na(s[[k]]))
  result <- c(result, paste(c(d$name, d$kind, d$lonely, text(d$conf), text(value(one, pair)),
                              text(value(two, pair)),
                              text(c(two$cochran, two$satterthwaite)), text(value(two, single)),
                              text(value(one, survey_only)),
                              text(value(two, paste0(survey_only, "_2")))),
                            collapse = ","))
  strata <- c(strata, sprintf("%s,%d,%s,%s,%s,%s", d$name, seq_along(d$x), text(d$x), text(d$n),
                              text(d$population), text(d$share)))
}
writeLines(result, "estimate_counts.csv")
writeLines(strata, "estimate_strata.csv")
