# records/rows.R: from a design and its statistics to rows of records.csv, each
# computed twice. Sourced by records.R.

agree <- function(what, one, two, tolerance = 1e-11, scale = 0) {
  bad <- is.na(one) != is.na(two) |
    (!is.na(one) & !is.na(two) & abs(one - two) > tolerance * pmax(abs(one), abs(two), scale))
  if (any(bad)) stop(what, ": ", paste(format(one, digits = 17), collapse = " "), " and ",
                     paste(format(two, digits = 17), collapse = " "), call. = FALSE)
}

rows_made <- list()
columns <- c("design", "data", "command", "by", "statistic", "variable", "n", "clusters",
             "estimate", "se", "lower", "upper", "df", "deff", "cv", "conf", "interval",
             "source", "second", "note")
add_row <- function(...) {
  row <- list(...)
  for (k in setdiff(columns, names(row))) row[[k]] <- NA
  for (k in c("command", "by", "note")) if (is.na(row[[k]])) row[[k]] <- ""
  stopifnot(length(setdiff(names(row), columns)) == 0, lengths(row) == 1)
  rows_made[[length(rows_made) + 1]] <<- row[columns]
}
# Fields hold no comma: those of the options are written as semicolons.
field <- function(x) {
  if (is.na(x)) return("NA")
  if (is.numeric(x)) number_text(x) else gsub(",", ";", x, fixed = TRUE)
}
write_rows <- function(file, head)
  writeLines(c(head, paste(columns, collapse = ","),
               sapply(rows_made, function(r) paste(sapply(r, field), collapse = ","))), file)

## ------------------------------------------------------------------ commands --
option <- function(name, values) if (length(values)) paste0("--", name, " ", paste(values, collapse = ","))
command_of <- function(stats, design, by, interval, df, conf, deff, extra)
  paste(c(sapply(stats, function(s) option(s[1], paste(s[-1], collapse = "/"))),
          option("strata", design$strata), option("cluster", design$cluster),
          option("weight", design$weight), option("population", design$population),
          sapply(by, function(b) option("by", b)), option("interval", interval),
          option("df", df), if (conf != .95) option("conf", conf),
          option("lonely-psu", design$lonely), if (deff != "wr") option("deff", deff), extra),
        collapse = " ")
variable_of <- function(s) paste(s[-1], collapse = "/")

# The nation, then every set of domains, sorted by label.
domains_of <- function(d, by) {
  all <- list(list(name = "", rows = rep(TRUE, nrow(d))))
  for (b in by) {
    key <- joined(d, b)
    for (k in sort(unique(key), method = "radix")) {
      one <- d[match(k, key), b, drop = FALSE]
      all[[length(all) + 1]] <- list(rows = key == k,
        name = paste0(b, "=", sapply(one, as.character), collapse = ";"))
    }
  }
  all
}

## --------------------------------------------------------------------- cases --
# Cochran's 5.16 in his own terms: g_h = N_h (N_h - n_h)/n_h and s_h^2.
cochran_df <- function(h, d, statistic) {
  f <- h$frame
  y <- d[[statistic[2]]]; y[!h$in_it] <- 0
  e <- if (statistic[1] == "total") y else ifelse(h$in_it, y - h$estimate, 0)
  terms <- sapply(unique(f$stratum), function(s) {
    k <- f$stratum == s; n <- sum(k); N <- f$size[[1]][k][1]
    g <- if (is.finite(N)) N * (N - n) / n else (f$w[k][1] * n)^2 / n
    c(g * var(e[k]), n - 1) })
  good <- is.finite(terms[1, ]) & terms[1, ] > 0
  sum(terms[1, good])^2 / sum(terms[1, good]^2 / terms[2, good])
}

one_row <- function(id, d, s, design, statistic, domain, opt, calibrated) {
  what <- paste(id, domain$name, paste(statistic, collapse = " "))
  one <- survey_estimate(s, statistic, domain$rows, opt$deff)
  two <- hand_estimate(d, design, statistic, domain$rows, calibrated)
  agree(paste(what, "estimate"), one$estimate, two$estimate)
  flat <- two$variance <= 0
  trap <- two$lonely == "adjust" && statistic[1] == "total"
  if (trap) { # survey 4.1 measures the lonely total from 0
    at_zero <- two$variance - adjust_shift(two)
    agree(paste(what, "se centred at 0"), one$se, sqrt(at_zero))
  } else agree(paste(what, "se"), one$se, two$se, scale = .01 * abs(two$estimate) * flat)
  deff <- c(one$deff, two[[opt$deff]])
  if (!trap && !flat) agree(paste(what, "deff"), deff[1], deff[2])
  if (opt$df %in% c("domain", "design")) {
    df <- two[[paste0("df_", opt$df)]]
    agree(paste(what, "df"), one[[paste0("df_", opt$df)]], df)
  } else if (opt$df == "satterthwaite") {
    df <- two$df_satterthwaite; agree(paste(what, "df"), cochran_df(two, d, statistic), df)
  } else df <- as.numeric(opt$df)
  rate <- statistic[1] == "rate"
  limits <- c(NA, NA); solved <- NULL
  if (df > 0) {
    told <- if (is.null(design$population)) Inf else sum(two$frame$w[two$in_it])
    limits <- if (rate) hand_limits(opt$interval, two$estimate, two$variance, two$n, df, opt$conf,
                                    told)
              else two$estimate + c(-1, 1) * qt((1 + opt$conf) / 2, df) * two$se
    if (!trap) solved <- survey_limits(opt$interval, one, statistic, df, opt$conf)
    if (!is.null(solved)) agree(paste(what, opt$interval), limits, solved,
                                scale = if (rate) 0 else abs(two$estimate))
  }
  by_hand <- trap || (flat && rate)
  note <- c(opt$note, if (df <= 0) "no degrees of freedom: no interval",
            if (trap) "survey 4.1 centres adjust for totals at 0; here at the mean of all PSU totals",
            if (rate && flat) "no variance: limits by the stated rule; survey has none")
  add_row(design = id, data = opt$data, command = opt$command, by = domain$name,
          statistic = statistic[1], variable = variable_of(statistic), n = two$n,
          clusters = two$clusters, estimate = two$estimate, se = two$se, lower = limits[1],
          upper = limits[2], df = df, deff = if (flat) NA else deff[2],
          cv = if (two$estimate != 0) two$se / abs(two$estimate) else NA, conf = opt$conf,
          interval = if (rate) opt$interval else "wald",
          source = if (by_hand) "hand formula" else "survey 4.1",
          second = if (by_hand) "survey 4.1 for the estimate" else "hand formula",
          note = paste(note, collapse = "; "))
}
# What measuring lonely totals from the mean of all PSUs adds.
adjust_shift <- function(two) {
  f <- two$frame
  totals <- sapply(unique(f$id[[1]]), function(u) sum(two$z[f$id[[1]] == u]))
  sum(sapply(unique(f$stratum), function(h) {
    k <- which(f$stratum == h)
    if (hand_clusters(f, k) > 1 || f$size[[1]][k[1]] <= 1) return(0)
    (1 - 1 / f$size[[1]][k[1]]) * ((sum(two$z[k]) - mean(totals))^2 - sum(two$z[k])^2) }))
}

case <- function(id, data, stats, strata = NULL, cluster = NULL, weight = NULL,
                 population = NULL, by = list(), interval = "wald", df = "design", conf = .95,
                 lonely = NULL, deff = "wr", margins = NULL, kind = NULL, note = NULL) {
  if (!is.list(stats)) stats <- list(stats)
  d <- read_data(data)
  design <- list(strata = strata, cluster = cluster, weight = weight, population = population,
                 lonely = lonely)
  extra <- if (length(margins)) paste0("--", kind, " ", names(margins), "=", margins, ".csv")
  options(survey.lonely.psu = if (is.null(lonely) || lonely == "collapse") "fail" else lonely)
  s <- survey_design(d, design)
  calibrated <- NULL
  if (length(margins)) {
    calibrated <- hand_calibrate(d, hand_frame(d, design)$w, margins)
    s <- survey_calibrate(s, margins, kind, calibrated$weights)
  }
  opt <- list(data = paste0(data, ".csv"), interval = interval, df = df, conf = conf, deff = deff,
              note = note, command = command_of(stats, design, by, interval, df, conf, deff, extra))
  for (domain in domains_of(d, by)) for (statistic in stats)
    one_row(id, d, s, design, statistic, domain, opt, calibrated)
}
last_rows <- function(id) Filter(function(r) r$design == id, rows_made)
# Printed figures, to their last digit.
printed <- function(id, column, value, digits, which = 1) {
  x <- last_rows(id)[[which]][[column]]
  if (round(x, digits) != round(value, digits))
    stop(id, ": ", column, " is ", format(x, digits = 12), ", printed ", value)
}
