# phases.R: two phases whose strata cross, of `plusminus estimate` on records.
# R 4.2.2, survey 4.1-1. Run in this folder: Rscript phases.R
# Writes phases.csv, in the layout of records.csv, and ../data/records/phases_cross.csv.
#
# Every number comes from survey's twophase(method = "full") and from the double sum of
# Saerndal, Swensson & Wretman 1992, result 9.3.1, over all pairs of records; both must
# agree to 1e-10 or the script stops. Domains count with 0 outside. survey 4.1 takes the
# sample sizes of the first phase's strata from the first rows of its data in place of
# those that were measured (Dcheck_multi_subset), so that these must stand first there.
suppressPackageStartupMessages(library(survey))
set.seed(20141119)
n <- 90
d <- data.frame(area = sample(c("east", "north", "west"), n, TRUE, c(.3, .3, .4)),
                kind = sample(c("a", "b", "c"), n, TRUE), size = NA, second = 0)
d$size <- c(east = 150, north = 800, west = 333)[d$area]
repeat { # every cell of both strata has two records or more that are measured
  d$second <- 0
  for (k in unique(d$kind)) {
    rows <- which(d$kind == k)
    d$second[sample(rows, c(a = 12, b = 14, c = length(rows))[k])] <- 1
  }
  if (min(tapply(d$second, d[c("area", "kind")], sum)) >= 2) break
}
d$type <- sample(c("p", "q"), n, TRUE)
d$y <- round(40 + 8 * (d$area == "east") - 5 * (d$kind == "b") + rnorm(n, 0, 6), 2)
d$ok <- as.numeric(runif(n) < .7)
d$x <- round(d$y / 2 + runif(n, 5, 15), 2)
for (column in c("y", "ok", "x")) d[[column]][d$second == 0] <- NA
write.csv(d, "../data/records/phases_cross.csv", row.names = FALSE, na = "", quote = FALSE)

agree <- function(what, one, two)
  if (any(abs(one - two) > 1e-10 * abs(two))) stop(what, ": ", paste(text(one), collapse = " "), " and ", paste(text(two), collapse = " "))
text <- function(x) sprintf("%.17g", x)
rows <- NULL
hand_variance <- function(z, h, g) { # z: e of each record measured; h, g: its strata
  n1 <- as.numeric(table(first)[h]); N <- d$size[match(h, first)]
  n2 <- as.numeric(table(d2)[g]); m <- as.numeric(table(g)[g])
  p1 <- n1 / N; p2 <- m / n2; v <- 0
  for (i in seq_along(z)) for (j in seq_along(z)) {
    both1 <- if (i == j) p1[i] else if (h[i] != h[j]) p1[i] * p1[j]
             else n1[i] * (n1[i] - 1) / (N[i] * (N[i] - 1))
    both2 <- if (i == j) p2[i] else if (g[i] != g[j]) p2[i] * p2[j]
             else m[i] * (m[i] - 1) / (n2[i] * (n2[i] - 1))
    e <- z[i] * z[j] / (p1[i] * p1[j])
    v <- v + (both1 - p1[i] * p1[j]) / (both1 * both2) * e +
      (both2 - p2[i] * p2[j]) / both2 * e / (p2[i] * p2[j])
  }
  v
}
case <- function(design, strata, phase2, by = NULL) {
  first <<- if (length(strata)) d[[strata]] else rep("1", n)
  if (!length(strata)) d$size <<- 1200
  d2 <<- do.call(paste, d[phase2])
  inside <- d$second == 1
  command <- paste0(if (length(strata)) paste("--strata", strata, ""), "--population size ",
    "--phase2 second --phase2-strata ", paste(phase2, collapse = ";"),
    " --total y --mean y --ratio y/x --rate ok", if (!is.null(by)) paste(" --by", by),
    " --interval wald --df design")
  if (!length(strata)) command <- sub("--population size", "--population all", command)
  frame <- d; frame$d2 <- d2; frame$first <- first
  for (column in c("y", "x", "ok")) frame[[column]][!inside] <- 0
  for (domain in c("", if (!is.null(by)) sort(unique(d[[by]])))) {
    k <- if (domain == "") rep(TRUE, n) else d[[by]] == domain
    for (column in c("y", "x", "ok")) frame[[paste0("in_", column)]] <- frame[[column]] * k
    frame$one <- as.numeric(k)
    top <- frame[order(!inside), ]
    s <- twophase(id = list(~1, ~1), strata = list(~first, ~d2), fpc = list(~size, NULL),
                  subset = ~I(second == 1), data = top, method = "full")
    m <- frame[inside, ]; w <- 1 / s$prob
    for (stat in list(c("total", "y"), c("mean", "y"), c("ratio", "y/x"), c("rate", "ok"))) {
      column <- paste0("in_", sub("/x", "", stat[2]))
      below <- if (stat[1] == "ratio") "in_x" else "one"
      if (stat[1] == "total") {
        one <- svytotal(reformulate(column), s); one <- c(coef(one), SE(one))
        estimate <- sum(w * m[[column]]); e <- m[[column]]
      } else {
        one <- svyratio(reformulate(column), reformulate(below), s)
        one <- c(coef(one), sqrt(vcov(one)))
        estimate <- sum(w * m[[column]]) / sum(w * m[[below]])
        e <- (m[[column]] - estimate * m[[below]]) / sum(w * m[[below]])
      }
      se <- sqrt(hand_variance(e, m$first, m$d2))
      agree(paste(design, domain, stat[1]), one, c(estimate, se))
      count <- sum(inside & k); df <- sum(inside) - length(unique(d2))
      rows <<- c(rows, paste(c(design, "phases_cross.csv", command,
        if (domain == "") "" else paste0(by, "=", domain), stat, count, count, text(estimate),
        text(se), text(df)), collapse = ","))
    }
  }
}
d$all <- 1200
write.csv(d, "../data/records/phases_cross.csv", row.names = FALSE, na = "", quote = FALSE)
case("phases-cross", "area", "kind", by = "type")
case("phases-nested", "area", c("area", "kind"), by = "kind")
case("phases-one", NULL, "kind", by = "area")
writeLines(c("# Made by phases.R with R 4.2.2 and survey 4.1-1; see there.",
  "design,data,command,by,statistic,variable,n,clusters,estimate,se,df", rows), "phases.csv")
