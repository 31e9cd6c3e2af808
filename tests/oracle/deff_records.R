# deff_records.R: design effects and their parts, of `plusminus estimate` on records.
# R 4.2.2, survey 4.1-1. Run in this folder, after records.R: Rscript deff_records.R
# Writes deff_records.csv, in the layout of records.csv.
#
# deff is survey's own (deff = "replace"), stratification the ratio of its variances
# with and without strata (and corrections), weighting Kish's n sum(w^2)/(sum w)^2, and
# clustering what is left of deff. Each is computed a second time in base R from the
# defining sums over clusters, and both must agree to 1e-11 or the script stops.
suppressPackageStartupMessages(library(survey))
data_of <- function(name) read.csv(file.path("../data/records", paste0(name, ".csv")))
agree <- function(what, one, two)
  if (any(abs(one - two) > 1e-11 * abs(two))) stop(what, ": ", one[1], " and ", two[1])
rows <- NULL
text <- function(x) sprintf("%.17g", x)

# y of total or mean in the rows `inside`; strata and clusters: columns, or NULL.
hand <- function(d, kind, y, w, inside, strata, cluster, fpc) {
  y <- ifelse(inside, y, 0); v <- ifelse(inside, w, 0); n <- sum(inside); W <- sum(v)
  m <- sum(v * y) / W
  z <- if (kind == "total") v * y else v * (y - m) / W
  unit <- if (is.null(cluster)) seq_along(y) else d[[cluster]]
  h <- if (is.null(strata)) rep("", length(y)) else d[[strata]]
  key <- paste(h, unit)
  t <- tapply(z, key, sum); th <- tapply(h, key, `[`, 1)
  N <- if (is.null(fpc)) t * 0 + Inf else tapply(d[[fpc]], key, `[`, 1)
  variance <- sum(sapply(unique(th), function(s) {
    k <- th == s; (1 - sum(k) / N[k][1]) * sum(k) * var(t[k]) }))
  simple <- sum(v * (y - m)^2 * inside) / W / (n - 1) * (if (kind == "total") W^2 else 1)
  kish <- n * sum(v^2) / W^2
  open <- length(t) * var(as.numeric(t))
  c(variance / simple, kish, variance / open, open / simple / kish)
}
by_survey <- function(d, kind, column, w, inside, strata, cluster, fpc) {
  one <- function(s) {
    s <- if (all(inside)) s else s[inside, ]
    r <- (if (kind == "total") svytotal else svymean)(reformulate(column), s, deff = "replace")
    c(SE(r)^2, deff(r))
  }
  d$w <- w
  d$unit <- paste(if (!is.null(strata)) d[[strata]],
                  if (is.null(cluster)) seq_len(nrow(d)) else d[[cluster]])
  ids <- ~unit
  full <- one(svydesign(ids = ids, strata = if (!is.null(strata)) reformulate(strata), weights = ~w,
                        fpc = if (!is.null(fpc)) reformulate(fpc), data = d))
  open <- one(svydesign(ids = ids, weights = ~w, data = d))
  kish <- sum(inside) * sum(w[inside]^2) / sum(w[inside])^2
  c(full[2], kish, full[1] / open[1], open[2] / kish)
}
case <- function(design, data, command, stats, weight, strata = NULL, cluster = NULL, fpc = NULL,
                 by = NULL) {
  d <- data_of(data); w <- d[[weight]]
  domains <- c(list(""), as.list(if (!is.null(by)) sort(unique(d[[by]]))))
  for (domain in domains) for (s in stats) {
    inside <- if (domain == "") rep(TRUE, nrow(d)) else d[[by]] == domain
    two <- hand(d, s[1], d[[s[2]]], w, inside, strata, cluster, fpc)
    one <- by_survey(d, s[1], s[2], w, inside, strata, cluster, fpc)
    agree(paste(design, domain, s[1]), one, two)
    rows <<- c(rows, paste(c(design, paste0(data, ".csv"), command,
      if (domain == "") "" else paste0(by, "=", domain), s, text(two), text(sum(inside) / two[1])),
      collapse = ","))
  }
}
stats <- list(c("mean", "api00"), c("total", "enroll"))
case("strata", "apistrat", "--mean api00 --total enroll --strata stype --weight pw --population fpc --by awards --table deff",
     stats, "pw", strata = "stype", fpc = "fpc", by = "awards")
case("strata-apart", "apistrat", "--mean api00 --total enroll --strata stype --weight pw --population fpc --by stype --table deff",
     stats, "pw", strata = "stype", fpc = "fpc", by = "stype")
case("clusters", "apiclus1", "--mean api00 --total enroll --cluster dnum --weight pw --population fpc --by stype --table deff",
     stats, "pw", cluster = "dnum", fpc = "fpc", by = "stype")
case("strata-clusters", "paired", "--mean y --total y --strata stratum --cluster cluster --weight weight --by group --table deff",
     list(c("mean", "y"), c("total", "y")), "weight", strata = "stratum", cluster = "cluster",
     by = "group")
writeLines(c("# Made by deff_records.R with R 4.2.2 and survey 4.1-1; see there.",
  "design,data,command,by,statistic,variable,deff,weighting,stratification,clustering,n_effective",
  rows), "deff_records.csv")
