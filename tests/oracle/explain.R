# explain.csv: what an explanation of strata says, from records and by other ways.
# R 4.2.2, package survey 4.1-1 (margins, design effects, the rest of the strata),
# stats 4.2.2 (Fisher's test, binomial tails).
#   margin, deff         value: survey::svymean and confint on one row per record;
#                        second: the defining sums (Cochran 1977, 5.5)
#   rest, rest-variance  value: survey::svymean of the subset without the focus;
#                        second: the defining sums
#   chance-range         value: the integral of 1 - prod F - prod(1 - F) over the
#                        sorted steps of all proportions; second: every outcome
#                        enumerated (small designs) or 400,000 draws, seed 2014
#   apart, apart-sidak   value: fisher.test on each pair; second: the sum of the
#                        hypergeometric probabilities not above the observed one
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
suppressPackageStartupMessages(library(survey))
forces <- data.frame(
  label = c("Leicestershire", "Northamptonshire", "Gwent", "Devon and Cornwall", "Dorset",
            "Hertfordshire", "Hampshire", "Cleveland", "Cheshire", "West Yorkshire", "Essex",
            "Metropolitan Police", "North Yorkshire", "Greater Manchester"),
  x = c(100, 65, 58, 98, 61, 130, 67, 67, 62, 150, 110, 908, 56, 265),
  n = c(115, 82, 67, 117, 87, 181, 112, 85, 90, 221, 120, 1126, 64, 388),
  N = c(59178, 43238, 34736, 85978, 38775, 50556, 104424, 39770, 56780, 162779, 99154, 717188,
        34282, 178341))
small <- data.frame(label = c("a", "b", "c"), x = c(3, 1, 4), n = c(5, 3, 6), N = c(20, 9, 600))
census <- data.frame(label = c("a", "b"), x = c(7, 11), n = c(10, 12), N = c(10, 400))
designs <- list(forces = forces, small = small, census = census)

rows <- character()
add <- function(design, what, focus, value, second)
  rows[length(rows) + 1] <<- sprintf("%s,%s,%s,%.17g,%.17g", design, what, focus, value, second)

records <- function(d)
  do.call(rbind, lapply(seq_len(nrow(d)), function(h)
    data.frame(label = d$label[h], y = rep(1:0, c(d$x[h], d$n[h] - d$x[h])), N = d$N[h])))
as_design <- function(d)
  svydesign(ids = ~1, strata = ~label, fpc = ~N, data = records(d))
sums <- function(d) {
  W <- d$N / sum(d$N); p <- d$x / d$n
  list(p = sum(W * p), v = sum(W^2 * (1 - d$n / d$N) * p * (1 - p) / (d$n - 1)),
       df = sum(d$n) - nrow(d))
}
margin_survey <- function(s, df) {
  m <- svymean(~y, s)
  unname(diff(confint(m, df = df)[1, ])) / 2
}
wor <- function(d) {
  s <- sums(d); n <- sum(d$n); N <- sum(d$N)
  s$v / ((1 - n / N) * s$p * (1 - s$p) / (n - 1))
}
fisher_sum <- function(x1, n1, x2, n2) {
  p <- dhyper(0:n1, x1 + x2, n1 + n2 - x1 - x2, n1)
  sum(p[p <= p[x1 + 1] * (1 + 1e-7)])
}

range_steps <- function(n, p) {
  t <- sort(unique(c(0, unlist(lapply(n, function(m) (0:m) / m)), 1)))
  value <- sapply(t[-length(t)], function(at) {
    F <- pbinom(floor(at * n + 1e-9), n, p)
    1 - prod(F) - prod(1 - F)
  })
  sum(diff(t) * value)
}
range_enumerated <- function(n, p) {
  outcomes <- as.matrix(expand.grid(lapply(n, function(m) 0:m)))
  chance <- apply(outcomes, 1, function(k) prod(dbinom(k, n, p)))
  gap <- apply(sweep(outcomes, 2, n, "/"), 1, function(r) max(r) - min(r))
  sum(chance * gap)
}
range_drawn <- function(n, p, draws = 400000) {
  set.seed(2014)
  k <- sapply(n, function(m) rbinom(draws, m, p) / m)
  mean(do.call(pmax, as.data.frame(k)) - do.call(pmin, as.data.frame(k)))
}

for (name in names(designs)) {
  d <- designs[[name]]
  design <- as_design(d)
  all <- sums(d)
  add(name, "margin", "(all)", margin_survey(design, all$df), qt(0.975, all$df) * sqrt(all$v))
  if (name != "census") {
    deff <- deff(svymean(~y, design, deff = TRUE))
    add(name, "deff", "(all)", deff * 1, wor(d))
  }
  second <- if (prod(d$n + 1) < 1e5) range_enumerated else range_drawn
  add(name, "chance-range", "(all)", range_steps(d$n, all$p), second(d$n, all$p))
  for (h in seq_len(nrow(d))) {
    own <- d[h, ]; others <- d[-h, ]
    if (own$n < own$N)
      add(name, "margin", own$label,
          margin_survey(subset(design, label == own$label), own$n - 1),
          qt(0.975, own$n - 1) * sqrt(sums(own)$v))
    s <- subset(design, label != own$label)
    rest <- svymean(~y, s)
    add(name, "rest", own$label, coef(rest), sums(others)$p)
    add(name, "rest-variance", own$label, vcov(rest)[1], sums(others)$v)
    exact <- mapply(function(x, n) fisher.test(matrix(c(own$x, own$n - own$x, x, n - x), 2))$p.value,
                    others$x, others$n)
    summed <- mapply(function(x, n) fisher_sum(own$x, own$n, x, n), others$x, others$n)
    differs <- others$x / others$n != own$x / own$n
    sidak <- 1 - 0.95^(1 / (nrow(d) - 1))
    add(name, "apart", own$label, sum(exact[differs] < 0.05), sum(summed[differs] < 0.05))
    add(name, "apart-sidak", own$label, sum(exact[differs] < sidak), sum(summed[differs] < sidak))
  }
}
writeLines(c(sprintf("# explain.R with %s, survey %s", R.version.string, packageVersion("survey")),
             "design,what,subject,value,second", rows), "explain.csv")
