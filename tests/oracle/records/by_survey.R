# records/by_survey.R: the same estimates by package survey 4.1-1. Sourced by
# records.R, after hand.R, of which only the merging of lonely strata is used.

survey_design <- function(d, design) {
  stages <- max(1, length(design$cluster), length(design$population))
  if (length(design$strata)) d$.stratum <- do.call(interaction, c(d[design$strata], sep = "/"))
  for (k in seq_len(stages))
    d[[paste0(".id", k)]] <- if (k <= length(design$cluster)) d[[design$cluster[k]]]
                             else seq_len(nrow(d))
  population <- design$population; weight <- design$weight
  if (identical(design$lonely, "collapse")) {
    f <- hand_collapse(hand_frame(d, design))
    d$.stratum <- f$stratum; d$.weight <- f$w; d$.size <- f$size[[1]]
    d$.id1 <- f$id[[1]] # labels that repeat stay apart
    weight <- ".weight"; population <- if (length(population)) c(".size", population[-1])
  }
  if (length(population) > 0 && length(population) < stages) {
    d$.unknown <- Inf
    population <- c(population, rep(".unknown", stages - length(population)))
  }
  with <- function(names) if (length(names)) reformulate(names)
  suppressWarnings(svydesign(
    ids = with(paste0(".id", seq_len(stages))),
    strata = if (length(design$strata)) ~.stratum, weights = with(weight),
    fpc = with(population), nest = length(design$strata) > 0, data = d))
}

survey_estimate <- function(s, statistic, domain, deff = "wr") {
  d <- s$variables
  kind <- statistic[1]; columns <- statistic[-1]
  inside <- domain & complete.cases(d[columns])
  part <- if (all(inside)) s else s[inside, ]
  y <- reformulate(columns[1])
  kind_of <- if (deff == "wr") "replace" else TRUE
  m <- switch(kind, mean = , rate = svymean(y, part, deff = kind_of),
              total = svytotal(y, part, deff = kind_of),
              ratio = svyratio(y, reformulate(columns[2]), part, deff = kind_of))
  list(estimate = as.numeric(coef(m)), variance = as.numeric(vcov(m)),
       se = as.numeric(SE(m)), deff = as.numeric(attr(m, "deff")), n = sum(inside),
       df_domain = degf(part), df_design = degf(s), part = part,
       y = if (kind == "rate") part$variables[[columns[1]]])
}

likelihood_off <- 0 # how far survey's interpolated limits were off at most
# Limits from survey's estimate and variance; solved from the equations where
# survey has no such interval. NULL: nothing but the closed forms.
survey_limits <- function(method, m, statistic, df, conf) {
  p <- m$estimate; v <- m$variance; n <- m$n
  tail <- (1 - conf) / 2; t <- qt(1 - tail, df); q <- 1 - p
  if (statistic[1] != "rate") return(p + c(-1, 1) * t * m$se)
  flat <- v <= 1e-30 || p <= 0 || q <= 0
  if (flat) return(NULL)
  y <- reformulate(statistic[2])
  ci <- function(...) as.numeric(attr(svyciprop(y, m$part, level = conf, ...), "ci"))
  plain <- p * q / v
  exact <- function(size) {
    root <- function(a, b, chance) plogis(uniroot(function(u)
      pbeta(plogis(u), a, b, log.p = TRUE) - log(chance), c(-40, 36), tol = 1e-15,
      maxiter = 10000)$root)
    c(root(size * p, size * q + 1, tail), root(size * p + 1, size * q, 1 - tail)) }
  score <- function(size, from, to) plogis(uniroot(function(u) { P <- plogis(u)
    (p - P)^2 - t^2 / size * P * (1 - P) }, c(from, to), tol = 1e-15, maxiter = 10000)$root)
  level <- plain * (qt(tail, n - 1) / qt(tail, df))^2
  switch(method,
    wald = { l <- ci(method = "mean", df = df); c(max(0, l[1]), min(1, l[2])) },
    logit = ci(method = "xlogit", df = df),
    beta = if (df == m$df_domain) ci(method = "beta") else exact(level),
    `korn-graubard` = exact(min(n, level)),
    wilson = { size <- min(n, plain); c(score(size, -40, qlogis(p)), score(size, qlogis(p), 36)) },
    `wilson-fpc` = { # the weights of a design without populations are no sizes
      N <- if (is.null(m$part$fpc$popsize)) Inf else sum(weights(m$part)[!is.na(m$y)])
      size <- min(plain, if (is.finite(N)) n / (1 - (n - 1) / (N - 1)) else n)
      c(score(size, -40, qlogis(p)), score(size, qlogis(p), 36)) },
    arcsine = if (asin(sqrt(p)) - t / (2 * sqrt(plain)) > 0 &&
                  asin(sqrt(p)) + t / (2 * sqrt(plain)) < pi / 2) ci(method = "asin", df = df),
    likelihood = {
      loss <- function(P, size) size * (p * log(p / P) + q * log(q / (1 - P))) - t^2 / 2
      at <- function(size)
        c(uniroot(loss, c(1e-9, p), size = size, tol = 1e-15, maxiter = 10000)$root,
          uniroot(loss, c(p, 1 - 1e-9), size = size, tol = 1e-15, maxiter = 10000)$root)
      # survey divides by the residual variance, p q n/(n - 1), and interpolates
      near <- ci(method = "likelihood", df = df)
      off <- max(abs(at(plain * (n - 1) / n) - near))
      if (off > 2e-4) stop("likelihood: off by ", off)
      likelihood_off <<- max(likelihood_off, off)
      l <- at(plain)
      l })
}
