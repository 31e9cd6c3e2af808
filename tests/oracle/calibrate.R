# calibrate.R: expected results of `plusminus estimate --calibrate` on files of records.
# R 4.2.2, survey 4.1-1. Run in this folder: Rscript calibrate.R
# Writes calibrate.csv and the totals calibrate_*.csv in ../data/records; the records are
# those of records.R, and the columns those of records.csv.
#
# Every number comes from two sources that share no code, which must agree to 1e-11 or
# the script stops: package survey (calibrate), and by hand: the defining equations of
# Deville & Saerndal 1992 solved by a Newton method of its own, and the residuals of the
# regression weighted by the design's weights, in base R.
suppressPackageStartupMessages(library(survey))
stopifnot(packageVersion("survey") == "4.1.1")
for (part in c("data", "hand", "by_survey", "calibration", "rows"))
  source(file.path("records", paste0(part, ".R")))

# The factor g and its slope at u, for bounds L and U.
factor_of <- list(
  linear = function(u, L, U) list(g = 1 + u, slope = 1 + 0 * u),
  rake = function(u, L, U) list(g = exp(u), slope = exp(u)),
  bounded = function(u, L, U) list(g = pmin(U, pmax(L, 1 + u)), slope = 0 + (1 + u > L & 1 + u < U)),
  logit = function(u, L, U) {
    A <- (U - L) / ((1 - L) * (U - 1)); e <- exp(A * u)
    g <- (L * (U - 1) + U * (1 - L) * e) / ((U - 1) + (1 - L) * e)
    list(g = g, slope = A * (g - L) * (U - g) / (U - L))
  })
# sum d g(x'lambda) x = total
hand_factors <- function(d, X, total, method, bounds) {
  X <- sweep(X, 2, s <- apply(abs(X), 2, max), "/"); total <- total / s
  lambda <- rep(0, ncol(X)); F <- factor_of[[method]]
  lack <- function(l) total - colSums(d * F(drop(X %*% l), bounds[1], bounds[2])$g * X)
  for (step in 1:200) {
    f <- F(drop(X %*% lambda), bounds[1], bounds[2])
    move <- solve(t(X) %*% (d * f$slope * X), lack(lambda), tol = 1e-30)
    t <- 1
    while (t > 1e-8 && sum(lack(lambda + t * move)^2) > sum(lack(lambda)^2)) t <- t / 2
    if (max(abs(t * move)) < 1e-15) break
    lambda <- lambda + t * move
  }
  stopifnot(max(abs(lack(lambda) / total)) < 1e-12)
  F(drop(X %*% lambda), bounds[1], bounds[2])$g
}

# known: a list by variable, of totals by value, or one number without a name.
write_known <- function(id, known) {
  rows <- unlist(lapply(names(known), function(k) {
    v <- names(known[[k]]); paste(k, if (is.null(v)) "" else v, sapply(known[[k]], number_text), sep = ",") }))
  writeLines(c("variable,value,total", rows), file.path("../data/records", paste0(id, ".csv")))
}
known_matrix <- function(d, known) {
  X <- list(); total <- c()
  for (k in names(known)) {
    v <- names(known[[k]])
    if (is.null(v)) { X[[k]] <- cbind(d[[k]]); total <- c(total, known[[k]]) } else {
      keep <- if (any(sapply(names(X), function(n) !is.null(names(known[[n]]))))) v[-1] else v
      X[[k]] <- 0 + outer(as.character(d[[k]]), keep, "=="); total <- c(total, known[[k]][keep]) }
  }
  list(X = do.call(cbind, X), total = as.numeric(total))
}

case_known <- function(id, data, stats, known, method, bounds = c(0, 0), by = list(), ...) {
  d <- read_data(data); design <- list(...); totals <- sub("-[a-z]*$", "", id)
  totals <- paste0("calibrate_", gsub("-", "_", totals))
  write_known(totals, known)
  m <- known_matrix(d, known); w <- hand_frame(d, design)$w
  weights <- w * hand_factors(w, m$X, m$total, method, bounds)
  cross <- t(m$X) %*% (w * m$X)
  calibrated <- list(weights = weights, residual = function(u)
    as.numeric(u - m$X %*% solve(cross, t(m$X) %*% (w * u), tol = 1e-30)))
  # to survey, a record without a number is one outside of the domain
  full <- d
  for (k in names(full)) full[[k]][is.na(full[[k]])] <- 0
  s <- survey_design(full, design)
  for (j in seq_len(ncol(m$X))) s$variables[[paste0(".x", j)]] <- m$X[, j]
  form <- as.formula(paste("~ 0 +", paste0(".x", seq_len(ncol(m$X)), collapse = " + ")))
  s <- calibrate(s, form, setNames(m$total, paste0(".x", seq_along(m$total))),
                 calfun = c(linear = "linear", bounded = "linear", rake = "raking", logit = "logit")[[method]],
                 bounds = if (method %in% c("bounded", "logit")) bounds else c(-Inf, Inf),
                 epsilon = 1e-13, maxit = 500)
  agree(paste(id, "weights"), as.numeric(weights(s)), weights, 1e-10)
  extra <- paste0("--calibrate ", method, if (bounds[2] > 0) paste0(" --bounds ", bounds[1], ",", bounds[2]),
                  " --calibrate-totals ", totals, ".csv")
  opt <- list(data = paste0(data, ".csv"), interval = "wald", df = "design", conf = .95, deff = "wr",
              command = command_of(stats, design, by, "wald", "design", .95, "wr", extra))
  for (domain in domains_of(d, by)) for (statistic in stats) {
    domain$rows <- domain$rows & complete.cases(d[statistic[-1]])
    one_row(id, d, s, design, statistic, domain, opt, calibrated)
  }
}

api00 <- c("mean", "api00"); enroll <- c("total", "enroll"); growth <- c("ratio", "api00", "api99")
awards <- c("rate", "awards"); core <- c("mean", "acs_core")
y <- c("mean", "y"); total_y <- c("total", "y"); ok <- c("rate", "ok")
schools <- list(stype = c(E = 4421, H = 755, M = 1018), api99 = 3914069)
people <- list(sex = c(f = 900, m = 860), age = c(adult = 910, child = 400, old = 450))
ranges <- list(linear = c(0, 0), rake = c(0, 0), logit = c(.3, 3), bounded = c(.6, 2))
for (method in names(ranges)) {
  # clusters with a correction, and records of the same file as they were drawn singly, of
  # which one column lacks values
  case_known(paste0("clusters-", method), "apiclus1", list(api00, enroll, growth, awards), schools,
             method, ranges[[method]], by = list("stype", "wide"), cluster = "dnum", weight = "pw",
             population = "fpc")
  case_known(paste0("singly-", method), "apiclus1", list(api00, growth), schools, method,
             ranges[[method]], by = list("stype"), weight = "pw")
  case_known(paste0("missing-", method), "apiclus1", list(core), schools, method,
             ranges[[method]], by = list("awards"), weight = "pw")
  # categories alone, with unequal weights: clusters within strata, then records
  case_known(paste0("people-", method), "stages", list(y, total_y, ok), people, method,
             ranges[[method]], by = list("sex", "region"), strata = "region", cluster = "cluster",
             weight = "weight")
  case_known(paste0("persons-", method), "stages", list(y, total_y, ok), people, method,
             ranges[[method]], by = list("sex", "region"), strata = "region", weight = "weight")
  case_known(paste0("strata-", method), "apistrat", list(api00, enroll, growth),
             list(stype = c(E = 4421, H = 755, M = 1018), awards = c(`0` = 2027, `1` = 4167)), method,
             ranges[[method]], by = list("awards"), strata = "stype", weight = "pw", population = "fpc")
}
write_rows("calibrate.csv", "# Made by calibrate.R with R 4.2.2 and survey 4.1-1; see there.")
cat(length(rows_made), "rows,", length(unique(sapply(rows_made, `[[`, "design"))), "designs\n")
