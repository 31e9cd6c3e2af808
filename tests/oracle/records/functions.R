# records/functions.R: quantiles, differences of domains, samples drawn with
# unequal chances and without replacement, and in two phases. Sourced by records.R.

## ---------------------------------------------------------------- quantiles --
# The least value whose estimated distribution function is at least p: for the
# point and for both limits. Woodruff 1952; the limits are centred at F(q).
hand_quantile <- function(y, w, p) {
  values <- sort(unique(y)); F <- sapply(values, function(v) sum(w[y <= v])) / sum(w)
  if (p > 0 && p < 1 && min(abs(F - p)) < 1e-9) p <- p - 1e-9 # on a step, up to rounding
  values[F >= p][1]
}
# One domain's quantile: part is survey's design of its records alone, se_of the standard error
# of the share at and below the point, by hand.
quantile_row <- function(id, part, y, w, inside, p, df, se_of, opt) {
  column <- opt$column
  q <- svyquantile(reformulate(column), part, p, interval.type = "mean", qrule = "math",
                   df = df)[[1]]
  point <- hand_quantile(y[inside], w[inside], p)
  below <- ifelse(inside, y <= point, FALSE); W <- sum(w[inside])
  F <- sum(w[below]) / W
  se <- se_of(below, F, W)
  t <- qt(.975, df)
  limits <- sapply(F + c(-1, 1) * t * se, function(x) hand_quantile(y[inside], w[inside], x))
  stopifnot(F - t * se > 0, F + t * se < 1)
  width <- (limits[2] - limits[1]) / (2 * t)
  # survey 4.1 returns the second value where the chance is below the first step
  first <- min(y[inside]); trap <- F - t * se < sum(w[inside & y == first]) / W
  agree(paste(id, opt$domain, column), q[1, if (trap) c(1, 3) else 1:3],
        c(point, if (!trap) limits[1], limits[2]))
  if (trap) stopifnot(limits[1] == first) else agree(paste(id, "se"), q[1, 4], width)
  add_row(design = id, data = opt$data, command = opt$command, by = opt$domain,
          statistic = "quantile", variable = paste0(column, ":", p), n = sum(inside),
          clusters = opt$clusters, estimate = point, se = width, lower = limits[1],
          upper = limits[2], df = df, conf = .95, interval = "wald",
          source = if (trap) "hand formula" else "survey 4.1",
          second = if (trap) "survey 4.1 for the rest" else "hand formula",
          note = paste0(if (trap) "lower limit: survey 4.1 skips the first value; ",
                        "least value with F at least p; se = width of the interval / 2t",
                        if (nzchar(opt$note)) "; ", opt$note))
}
# Of the shares at and below a point, made with each column of weights.
replicate_se <- function(made, inside) function(below, F, W)
  sqrt(sum(made$scales *
           apply(made$weights, 2, function(w) sum(w[below]) / sum(w[inside]) - F)^2))
# replicates: jackknife, whose variance of F takes the place of Taylor's.
case_quantile <- function(id, data, column, p, strata = NULL, cluster = NULL, weight = NULL,
                          population = NULL, by = list(), note = "", replicates = NULL) {
  d <- read_data(data)
  design <- list(strata = strata, cluster = cluster, weight = weight, population = population)
  s <- survey_design(d, design); f <- hand_frame(d, design)
  y <- d[[column]]; df <- degf(s)
  if (length(replicates)) {
    made <- hand_replicates(replicates, f)
    s <- as.svrepdesign(s, type = if (length(strata)) "JKn" else "JK1", mse = TRUE,
                        compress = FALSE)
  }
  opt <- list(column = column, data = paste0(data, ".csv"), note = note,
              command = command_of(list(c("quantile", paste0(column, ":", p))), design, by, "wald",
                                   "design", .95, "wr",
                                   if (length(replicates)) option("variance", replicates)))
  for (domain in domains_of(d, by)) {
    inside <- domain$rows & !is.na(y)
    opt$domain <- domain$name; opt$clusters <- hand_clusters(f, inside)
    se_of <- if (length(replicates)) replicate_se(made, inside)
             else function(below, F, W)
               sqrt(sum(hand_parts(ifelse(inside, f$w * (below - F) / W, 0), f, inside,
                                   "fail")$part))
    quantile_row(id, if (all(inside)) s else s[inside, ], y, f$w, inside, p, df, se_of, opt)
  }
}
# By replicate weights that the file holds. survey: what svrepdesign is told of them.
case_given_quantile <- function(id, data, column, p, survey, scales, options, df,
                                by = list(), note = "") {
  d <- read_data(data); y <- d[[column]]
  weights <- as.matrix(d[grep("^rep_", names(d))])
  s <- do.call(svrepdesign, c(list(variables = d, weights = d$weight, repweights = weights,
                                   combined.weights = TRUE, mse = TRUE), survey))
  opt <- list(column = column, data = paste0(data, ".csv"), note = note, clusters = NA,
              command = command_of(list(c("quantile", paste0(column, ":", p))),
                                   list(weight = "weight"), by, "wald", df, .95, "wr",
                                   c("--replicate-weights rep_*", options)))
  for (domain in domains_of(d, by)) {
    inside <- domain$rows & !is.na(y)
    opt$domain <- domain$name
    quantile_row(id, if (all(inside)) s else s[inside, ], y, d$weight, inside, p, df,
                 replicate_se(list(weights = weights, scales = scales), inside), opt)
  }
}

# Where the point is the largest value of all, F is 1 and shows no variance. Then the limits are
# those of order statistics of a simple sample (David & Nagaraja 2003, 7.1; t for z), by F; and of
# equal weights the order statistics themselves.
case_quantile_largest <- function(id, data, column, p, strata = NULL, weight = NULL,
                                  population = NULL) {
  d <- read_data(data)
  design <- list(strata = strata, weight = weight, population = population)
  f <- hand_frame(d, design); y <- d[[column]]; n <- length(y)
  df <- degf(survey_design(d, design)); t <- qt(.975, df)
  point <- hand_quantile(y, f$w, p)
  chances <- p + c(-1, 1) * t * sqrt(p * (1 - p) / n)
  stopifnot(point == max(y), chances[1] > 0, chances[2] < 1)
  limits <- sapply(chances, function(x) hand_quantile(y, f$w, x))
  if (length(unique(f$w)) == 1)
    agree(id, sort(y)[ceiling(n * chances)], limits)
  add_row(design = id, data = paste0(data, ".csv"),
          command = command_of(list(c("quantile", paste0(column, ":", p))), design, list(),
                               "wald", "design", .95, "wr", NULL),
          statistic = "quantile", variable = paste0(column, ":", p), n = n, estimate = point,
          se = (limits[2] - limits[1]) / (2 * t), lower = limits[1], upper = limits[2], df = df,
          conf = .95, interval = "wald", source = "hand formula",
          second = if (length(unique(f$w)) == 1) "order statistics" else "hand formula of F",
          note = "the largest value of all: F(q) is 1, limits at p -+ t sqrt(p (1 - p)/n)")
}

## --------------------------------------------------------------- differences --
# replicates: as above, or brr.
case_difference <- function(id, data, column, split, strata = NULL, cluster = NULL,
                            weight = NULL, population = NULL, replicates = NULL) {
  d <- read_data(data)
  design <- list(strata = strata, cluster = cluster, weight = weight, population = population)
  s <- survey_design(d, design)
  labels <- sort(unique(d[[split]]), method = "radix")
  df <- degf(s); w <- hand_frame(d, design)$w
  if (length(replicates)) {
    made <- hand_replicates(replicates, hand_frame(d, design))
    s <- if (replicates == "jackknife")
           as.svrepdesign(s, type = if (length(strata)) "JKn" else "JK1", mse = TRUE,
                          compress = FALSE)
         else svrepdesign(variables = d, weights = w, repweights = made$weights, mse = TRUE,
                          type = "other", scale = made$scales[1], combined.weights = TRUE,
                          rscales = rep(1, ncol(made$weights)))
  }
  s$variables[[split]] <- factor(d[[split]], labels)
  known <- !is.na(d[[column]])
  means <- svyby(reformulate(column), reformulate(split), if (all(known)) s else s[known, ],
                 svymean, covmat = TRUE)
  for (i in seq_along(labels)) for (j in seq_along(labels)) if (i < j) {
    contrast <- rep(0, length(labels)); contrast[c(i, j)] <- c(1, -1)
    one <- svycontrast(means, contrast)
    a <- hand_estimate(d, design, c("mean", column), d[[split]] == labels[i])
    b <- hand_estimate(d, design, c("mean", column), d[[split]] == labels[j])
    estimate <- a$estimate - b$estimate
    of <- function(w, label) estimate_with(w, d, c("mean", column), d[[split]] == label)
    v <- if (length(replicates))
      sum(made$scales * apply(made$weights, 2, function(w)
        of(w, labels[i]) - of(w, labels[j]) - estimate)^2)
      else a$variance + b$variance - 2 * hand_covariance(a$z, b$z, a$frame)
    agree(paste(id, labels[i], labels[j]), c(coef(one), SE(one)), c(estimate, sqrt(v)),
          scale = abs(a$estimate))
    add_row(design = id, data = paste0(data, ".csv"),
            command = command_of(list(c("mean", column)), design, list(split), "wald", "design",
                                 .95, "wr",
                                 c(paste("--difference", split),
                                   if (length(replicates)) option("variance", replicates))),
            by = paste0(split, "=", labels[i], " - ", labels[j]), statistic = "difference",
            variable = column, n = a$n + b$n, estimate = estimate, se = sqrt(v),
            lower = estimate - qt(.975, df) * sqrt(v), upper = estimate + qt(.975, df) * sqrt(v),
            df = df, conf = .95, interval = "wald", source = "survey 4.1", second = "hand formula",
            note = paste0("mean of ", column, " where ", split, "=", labels[i], " less that where ",
                          split, "=", labels[j], "; design:",
                          substring(command_of(list(), design, list(), "wald", "design", .95,
                                               "wr", NULL), 1)))
  }
}

## ----------------------------------------------- unequal, without replacement --
case_election <- function() {
  d <- read_data("election"); joint <- as.matrix(read_data("election_joint"))
  n <- nrow(d)
  for (column in c("bush", "kerry")) {
    z <- d[[column]] / d$p; y <- reformulate(column)
    pair <- 0; yates <- 0; hartley <- 0
    for (i in seq_len(n)) for (j in seq_len(n)) {
      excess <- (joint[i, j] - d$p[i] * d$p[j]) / joint[i, j]
      pair <- pair + if (i == j) (1 - d$p[i]) * z[i]^2 else excess * z[i] * z[j]
      if (i < j) {
        yates <- yates - excess * (z[i] - z[j])^2
        hartley <- hartley +
          (1 - d$p[i] - d$p[j] + sum(d$p) / n) / (n - 1) * (z[i] - z[j])^2
      }
    }
    of <- function(...) svytotal(y, svydesign(ids = ~1, fpc = ~p, data = d, ...))
    joined <- function(kind) of(pps = ppsmat(joint), variance = kind)
    results <- list(
      "pps-brewer" = list(of(pps = "brewer"), n / (n - 1) * sum((1 - d$p) * (z - mean(z))^2),
        "pps without replacement: n/(n-1) sum (1-p)(y/p - mean of y/p)^2"),
      "pps-hartley-rao" = list(of(pps = HR(), variance = "YG"), hartley,
        "Hartley & Rao 1962 with the sample's mean of p for the population's sum(p^2)/n"),
      "pps-joint-ht" = list(joined("HT"), pair,
        "joint probabilities in election_joint.csv; Horvitz-Thompson's variance"),
      "pps-joint-yg" = list(joined("YG"), yates,
        "joint probabilities in election_joint.csv; Yates-Grundy's variance"))
    methods <- c("pps-brewer" = "brewer", "pps-hartley-rao" = "hartley-rao",
                 "pps-joint-ht" = "horvitz-thompson --joint election_joint.csv",
                 "pps-joint-yg" = "yates-grundy --joint election_joint.csv")
    for (id in names(results)) {
      r <- results[[id]]; se <- sqrt(r[[2]])
      agree(paste(id, column), c(coef(r[[1]]), SE(r[[1]])), c(sum(z), se), 1e-11)
      add_row(design = id, data = "election.csv",
              command = paste("--total bush --total kerry --population p --pps", methods[[id]]),
              statistic = "total", variable = column, n = n,
              clusters = n, estimate = sum(z), se = se, source = "survey 4.1",
              second = "hand formula", note = r[[3]])
    }
  }
}

# Units that were sure to be drawn stand aside: survey is told so by strata of their own.
case_sure <- function() {
  d <- read_data("election_sure")
  sure <- d$p == 1
  stopifnot(tapply(sure, d$area, sum) > 1, tapply(!sure, d$area, sum) > 1)
  s <- svydesign(ids = ~1, strata = ~interaction(area, sure), fpc = ~p, data = d, pps = "brewer")
  for (column in c("bush", "kerry")) {
    z <- d[[column]] / d$p
    v <- sum(sapply(split(which(!sure), d$area[!sure]), function(k) {
      n <- length(k)
      # sum (1 - p_i)(z_i - mean z)^2, z_i - mean z being the mean of its differences
      n / (n - 1) * sum((1 - d$p[k]) * rowMeans(outer(z[k], z[k], "-"))^2) }))
    m <- svytotal(reformulate(column), s)
    agree(paste("sure", column), c(coef(m), SE(m)), c(sum(z), sqrt(v)), 1e-11)
    add_row(design = "pps-sure", data = "election_sure.csv",
            command = "--total bush --total kerry --strata area --population p --pps brewer",
            statistic = "total", variable = column, n = nrow(d), clusters = nrow(d),
            estimate = sum(z), se = sqrt(v), source = "survey 4.1", second = "hand formula",
            note = "units with p = 1 are strata of their own in survey and count in no n and no mean")
  }
}

## ---------------------------------------------------------------- two phases --
# Saerndal, Swensson & Wretman 1992, result 9.3.1: the first phase's variance from
# the second's records, and the second's given the first.
case_phases <- function() {
  d <- read_data("phases")
  s <- twophase(id = list(~1, ~1), strata = list(NULL, ~stratum), fpc = list(~population, NULL),
                subset = ~I(second == 1), data = d, method = "full")
  inside <- d$second == 1
  y <- d$y[inside]; h <- d$stratum[inside]
  n1 <- nrow(d); N <- d$population[1]; size <- table(d$stratum)[h]; n2 <- table(h)[h]
  p1 <- rep(n1 / N, length(y)); p2 <- as.numeric(n2 / size)
  for (kind in c("total", "mean")) {
    w <- 1 / (p1 * p2)
    estimate <- if (kind == "total") sum(w * y) else sum(w * y) / sum(w)
    e <- if (kind == "total") y else (y - estimate) / sum(w)
    v <- 0
    for (i in seq_along(y)) for (j in seq_along(y)) {
      both1 <- if (i == j) p1[i] else n1 * (n1 - 1) / (N * (N - 1))
      both2 <- if (i == j) p2[i] else if (h[i] != h[j]) p2[i] * p2[j]
               else n2[[i]] * (n2[[i]] - 1) / (size[[i]] * (size[[i]] - 1))
      v <- v + (both1 - p1[i] * p1[j]) / (both1 * both2) * e[i] * e[j] / (p1[i] * p1[j]) +
        (both2 - p2[i] * p2[j]) / both2 * e[i] * e[j] * w[i] * w[j]
    }
    m <- if (kind == "total") svytotal(~y, s) else svymean(~y, s)
    agree(paste("phases", kind), c(coef(m), SE(m)), c(estimate, sqrt(v)))
    add_row(design = "phases", data = "phases.csv",
            command = paste("--total y --mean y --population population --phase2 second",
                            "--phase2-strata stratum"), statistic = kind, variable = "y",
            n = length(y), clusters = length(y), estimate = estimate, se = sqrt(v),
            source = "survey 4.1", second = "hand formula",
            note = paste("first phase: all rows; 60 of population at random; second phase: rows",
                         "with second = 1; at random in each stratum of the first; no weights"))
  }
}
