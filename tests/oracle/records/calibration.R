# records/calibration.R: post-stratification, raking and calibration to totals,
# by hand (iterated proportions, Newton; residuals of the regression weighted by
# the design's weights, Deville & Saerndal 1992) and by survey. Sourced by records.R.

margin_totals <- function(file) { m <- read_data(file); setNames(m$total, m[[1]]) }

hand_rake <- function(d, w, margins) {
  for (pass in 1:2000) {
    before <- w
    for (k in names(margins)) {
      total <- margin_totals(margins[[k]])
      for (v in names(total)) { r <- d[[k]] == v; w[r] <- w[r] * total[[v]] / sum(w[r]) }
    }
    if (max(abs(w / before - 1), na.rm = TRUE) < 1e-15) break
  }
  w
}
hand_calibrate <- function(d, w, margins) {
  X <- do.call(cbind, lapply(names(margins), function(k) {
    v <- sort(unique(d[[k]])); m <- 0 + outer(d[[k]], v, "==")
    if (k == names(margins)[1]) m else m[, -1, drop = FALSE] }))
  cross <- t(X) %*% (w * X)
  list(weights = hand_rake(d, w, margins),
       residual = function(u) as.numeric(u - X %*% solve(cross, t(X) %*% (w * u))))
}
survey_margin <- function(k, file) {
  m <- read_data(file); setNames(data.frame(m[[1]], m$total), c(k, "Freq"))
}
survey_calibrate <- function(s, margins, kind, weights) {
  if (kind == "poststratify") {
    s <- postStratify(s, reformulate(names(margins)), survey_margin(names(margins), margins[[1]]))
  } else {
    raked <- rake(s, lapply(names(margins), reformulate),
                  Map(survey_margin, names(margins), margins),
                  control = list(maxit = 500, epsilon = 1e-13))
    agree("raked weights", weights(raked), weights, 1e-11)
    # survey's rake takes plain means for its residuals, whatever the weights;
    # its calibrate takes the regression weighted by the design's
    for (k in names(margins)) s$variables[[k]] <- factor(s$variables[[k]])
    totals <- lapply(margins, margin_totals)
    first <- totals[[1]]
    population <- c(`(Intercept)` = sum(first), unlist(lapply(names(margins), function(k)
      setNames(totals[[k]][-1], paste0(k, names(totals[[k]])[-1])))))
    s <- calibrate(s, reformulate(names(margins)), population, calfun = "raking",
                   epsilon = 1e-12, maxit = 200)
    for (k in names(margins)) s$variables[[k]] <- raked$variables[[k]]
  }
  agree("calibrated weights", as.numeric(weights(s)), weights, 1e-11)
  s
}

## ---------------------------------------------------- calibration to totals --
# Final weights are w F(X lambda) with X'w F = totals. Deville & Saerndal 1992:
# case 1 (linear), case 2 (raking), case 6 (logit, bounds L < 1 < U) and case 7
# (linear, cut off at the bounds). Newton's method.
calibration_factor <- function(kind, bounds) {
  L <- bounds[1]; U <- bounds[2]
  A <- (U - L) / ((1 - L) * (U - 1))
  switch(kind,
    linear = list(F = function(u) 1 + u, slope = function(u) rep(1, length(u))),
    raking = list(F = exp, slope = exp),
    bounded = list(F = function(u) pmin(U, pmax(L, 1 + u)),
                   slope = function(u) as.numeric(1 + u > L & 1 + u < U)),
    logit = {
      F <- function(u) (L * (U - 1) + U * (1 - L) * exp(A * u)) / (U - 1 + (1 - L) * exp(A * u))
      list(F = F, slope = function(u) { e <- exp(A * u)
        A * e * (U - L) * (1 - L) * (U - 1) / (U - 1 + (1 - L) * e)^2 })
    })
}
hand_greg <- function(X, w, totals, kind, bounds) {
  f <- calibration_factor(kind, bounds)
  lambda <- rep(0, ncol(X))
  for (pass in 1:100) {
    u <- as.numeric(X %*% lambda)
    miss <- totals - colSums(X * w * f$F(u))
    if (max(abs(miss / totals)) < 1e-15) break
    lambda <- lambda + solve(t(X) %*% (X * w * f$slope(u)), miss)
  }
  cross <- t(X) %*% (w * X)
  list(weights = w * f$F(as.numeric(X %*% lambda)),
       residual = function(u) as.numeric(u - X %*% solve(cross, t(X) %*% (w * u))))
}
# totals: named, "(all)" for the number of units, else a column.
case_greg <- function(id, data, stats, totals, kind, bounds = c(-Inf, Inf), strata = NULL,
                      cluster = NULL, weight = NULL, population = NULL, by = list()) {
  d <- read_data(data)
  design <- list(strata = strata, cluster = cluster, weight = weight, population = population)
  s <- survey_design(d, design)
  variables <- setdiff(names(totals), "(all)")
  X <- cbind(1, as.matrix(d[variables]))
  calibrated <- hand_greg(X, hand_frame(d, design)$w, totals, kind, bounds)
  s <- calibrate(s, reformulate(variables),
                 setNames(totals, c("(Intercept)", variables)), bounds = bounds,
                 calfun = switch(kind, bounded = "linear", kind), epsilon = 1e-13, maxit = 500)
  agree(paste(id, "weights"), as.numeric(weights(s)), calibrated$weights)
  opt <- list(data = paste0(data, ".csv"), interval = "wald", df = "design", conf = .95,
              deff = "wr", command = NA,
              note = paste0(kind, " calibration to totals ",
                            paste(names(totals), number_text_of(totals), collapse = " and "),
                            if (is.finite(bounds[1])) paste(" with bounds", bounds[1], "and",
                                                            bounds[2]),
                            "; design:", command_of(list(), design, by, "wald", "design", .95,
                                                    "wr", NULL)))
  for (domain in domains_of(d, by)) for (statistic in stats)
    one_row(id, d, s, design, statistic, domain, opt, calibrated)
}
number_text_of <- function(x) sapply(x, number_text)
