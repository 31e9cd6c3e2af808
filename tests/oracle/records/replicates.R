# records/replicates.R: replicate weights made by hand and by survey. Deviations
# are from the full sample's estimate (survey: mse = TRUE). Sourced by records.R.

estimate_with <- function(w, d, statistic, domain) {
  y <- d[[statistic[2]]]
  x <- if (statistic[1] == "ratio") d[[statistic[3]]] else rep(1, nrow(d))
  k <- domain & !is.na(y) & !is.na(x)
  if (statistic[1] == "total") sum((w * y)[k]) else sum((w * y)[k]) / sum((w * x)[k])
}
hand_variance <- function(weights, scales, w, d, statistic, domain, centre = "estimate") {
  each <- apply(weights, 2, estimate_with, d, statistic, domain)
  full <- if (centre == "mean") sum(each) / length(each)
          else estimate_with(w, d, statistic, domain)
  sum(scales * (each - full)^2)
}
hand_replicates <- function(kind, f, rho = 0) {
  strata <- sort(unique(f$stratum))
  if (kind == "jackknife") {
    weights <- scales <- NULL
    for (h in strata) {
      units <- unique(f$id[[1]][f$stratum == h]); n <- length(units)
      fraction <- n / f$size[[1]][f$stratum == h][1]
      for (u in units) {
        factor <- rep(1, length(f$w)); factor[f$stratum == h] <- n / (n - 1)
        factor[f$id[[1]] == u] <- 0
        weights <- cbind(weights, f$w * factor)
        scales <- c(scales, (1 - fraction) * (n - 1) / n)
      }
    }
    return(list(weights = weights, scales = scales))
  }
  order <- 1; while (2^order <= length(strata)) order <- order + 1
  half <- sylvester(order)[, 1 + seq_along(strata), drop = FALSE]
  first <- f$id[[1]] %in% sapply(strata, function(h) min(f$id[[1]][f$stratum == h]))
  list(weights = sapply(seq_len(nrow(half)), function(r)
         f$w * (1 + (1 - rho) * half[r, match(f$stratum, strata)] * ifelse(first, 1, -1))),
       scales = rep(1 / (nrow(half) * (1 - rho)^2), nrow(half)))
}
survey_variance <- function(s, statistic, domain) {
  inside <- domain & complete.cases(s$variables[statistic[-1]])
  if (!all(inside)) s <- s[inside, ]
  y <- reformulate(statistic[2])
  as.numeric(vcov(switch(statistic[1], mean = , rate = svymean(y, s), total = svytotal(y, s),
                         ratio = svyratio(y, reformulate(statistic[3]), s))))
}
replicate_row <- function(id, d, f, statistic, domain, weights, scales, s, opt, w = f$w) {
  inside <- domain$rows & complete.cases(d[statistic[-1]])
  estimate <- estimate_with(w, d, statistic, domain$rows)
  one <- survey_variance(s, statistic, domain$rows)
  two <- hand_variance(weights, scales, w, d, statistic, domain$rows, opt$centre)
  agree(paste(id, domain$name, paste(statistic, collapse = " "), "se"), sqrt(one), sqrt(two))
  df <- if (opt$df == "design") hand_clusters(f, TRUE) - hand_strata(f, TRUE)
        else as.numeric(opt$df)
  limits <- estimate + c(-1, 1) * qt(.975, df) * sqrt(two)
  if (statistic[1] == "rate") limits <- pmin(1, pmax(0, limits))
  add_row(design = id, data = opt$data, command = opt$command, by = domain$name,
          statistic = statistic[1], variable = variable_of(statistic), n = sum(inside),
          clusters = if (is.null(f)) NA else hand_clusters(f, inside), estimate = estimate,
          se = sqrt(two), lower = limits[1], upper = limits[2], df = df,
          cv = sqrt(two) / abs(estimate), conf = .95, interval = "wald",
          source = "survey 4.1", second = "hand formula", note = opt$note)
}
# Replicates that the command makes.
case_replicates <- function(id, data, stats, variance, strata = NULL, cluster = NULL,
                            weight = NULL, population = NULL, by = list(), rho = 0,
                            margins = NULL, kind = NULL, note = "") {
  d <- read_data(data)
  design <- list(strata = strata, cluster = cluster, weight = weight, population = population)
  f <- hand_frame(d, design)
  s <- survey_design(d, design)
  made <- hand_replicates(variance, f, rho)
  if (variance == "jackknife")
    r <- as.svrepdesign(s, type = if (length(strata)) "JKn" else "JK1", mse = TRUE,
                        compress = FALSE)
  else
    r <- svrepdesign(variables = d, weights = f$w, repweights = made$weights, type = "other",
                     scale = made$scales[1], rscales = rep(1, ncol(made$weights)),
                     combined.weights = TRUE, mse = TRUE)
  w <- f$w
  if (length(margins)) {
    w <- hand_rake(d, w, margins)
    made$weights <- apply(made$weights, 2, function(x) hand_rake(d, x, margins))
    r <- if (kind == "poststratify")
           postStratify(r, reformulate(names(margins)),
                        survey_margin(names(margins), margins[[1]]))
         else suppressWarnings( # it watches the full sample only: more passes than that needs
                rake(r, lapply(names(margins), reformulate),
                     Map(survey_margin, names(margins), margins),
                     control = list(maxit = 150, epsilon = 1e-300)))
  }
  extra <- c(option("variance", variance), if (rho > 0) option("fay", rho),
             if (length(margins)) paste0("--", kind, " ", names(margins), "=", margins, ".csv"))
  opt <- list(data = paste0(data, ".csv"), df = "design", note = note, centre = "estimate",
              command = command_of(stats, design, by, "wald", "design", .95, "wr", extra))
  for (domain in domains_of(d, by)) for (statistic in stats) {
    replicate_row(id, d, f, statistic, domain, made$weights, made$scales, r, opt, w)
    if (variance != "jackknife" && statistic[1] == "total") { # fully balanced: as Taylor's
      z <- ifelse(domain$rows, d[[statistic[2]]], 0) * w
      agree(paste(id, "balance"), tail(rows_made, 1)[[1]]$se,
            sqrt(sum(hand_parts(z, f, domain$rows, "fail")$part)), 1e-11)
    }
  }
}
# Replicates that the file holds. centre mean: deviations from the mean of the
# replicates (survey's own default).
case_given <- function(id, data, stats, scale, by = list(), df = 7, note = "",
                       centre = "estimate") {
  d <- read_data(data)
  weights <- as.matrix(d[grep("^rep_", names(d))])
  s <- svrepdesign(variables = d, weights = d$weight, repweights = weights, type = "other",
                   scale = scale, rscales = rep(1, ncol(weights)), combined.weights = TRUE,
                   mse = centre == "estimate")
  command <- command_of(stats, list(weight = "weight"), by, "wald", df, .95, "wr",
    c("--replicate-weights rep_*", option("replicate-scale", number_text(scale)),
      if (centre == "mean") "--replicate-centre mean"))
  opt <- list(data = paste0(data, ".csv"), df = df, note = note, command = command,
              centre = centre)
  for (domain in domains_of(d, by)) for (statistic in stats)
    replicate_row(id, d, NULL, statistic, domain, weights, scale, s, opt, d$weight)
}
