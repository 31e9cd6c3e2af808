# records/calibration.R: post-stratification and raking, by hand (iterated
# proportions; residuals of the regression weighted by the design's weights,
# Deville & Saerndal 1992) and by survey. Sourced by records.R.

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
