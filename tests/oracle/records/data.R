# records/data.R: the data files of records.R, written into tests/data/records.
# R survey's own api and mu284 data (only the columns used), and files that are
# generated with a fixed seed. Sourced by records.R.

folder <- "../data/records"
# The fewest digits that read back as the same number.
number_text <- function(x) {
  if (is.na(x)) return("")
  for (digits in 15:17) { t <- sprintf("%.*g", digits, x); if (as.numeric(t) == x) return(t) }
}
write_data <- function(name, d) {
  for (k in names(d)) d[[k]] <- if (is.numeric(d[[k]])) sapply(d[[k]], number_text)
                                else as.character(d[[k]])
  write.table(d, file.path(folder, paste0(name, ".csv")), sep = ",", quote = FALSE,
              row.names = FALSE, na = "")
}
# What the estimators see is what the file says, not what R held before.
read_data <- function(name)
  read.csv(file.path(folder, paste0(name, ".csv")), stringsAsFactors = FALSE,
           check.names = FALSE)

## ------------------------------------------------------------- survey's api --
yes <- function(x) as.numeric(x == "Yes")
api_columns <- function(d) with(d, data.frame(
  snum, dnum, stype = as.character(stype), api00, api99, enroll, acs_core = acs.core,
  over700 = as.numeric(api00 > 700), awards = yes(awards), wide = yes(sch.wide),
  never = 0, always = 1, pw = as.numeric(pw)))

write_api <- function() {
  data(api, package = "survey", envir = environment())
  d <- api_columns(apisrs); d$fpc <- as.numeric(apisrs$fpc); write_data("apisrs", d)
  d <- api_columns(apistrat); d$fpc <- as.numeric(apistrat$fpc)
  d$fraction <- as.numeric(table(d$stype)[d$stype]) / d$fpc
  write_data("apistrat", d)
  d <- api_columns(apiclus1); d$fpc <- as.numeric(apiclus1$fpc); write_data("apiclus1", d)
  d <- api_columns(apiclus2)
  d$fpc1 <- as.numeric(apiclus2$fpc1); d$fpc2 <- as.numeric(apiclus2$fpc2)
  write_data("apiclus2", d)
  write_data("apiclus1_stype", data.frame(stype = c("E", "H", "M"), total = c(4421, 755, 1018)))
  write_data("apiclus1_wide", data.frame(wide = c(0, 1), total = c(1072, 5122)))
}
write_mu284 <- function() {
  data(mu284, package = "survey", envir = environment())
  write_data("mu284", data.frame(id1 = mu284$id1, n1 = mu284$n1, id2 = mu284$id2,
                                 n2 = mu284$n2, y1 = mu284$y1))
}

# Drawn with unequal chances and without replacement (survey's election_pps).
write_election <- function() {
  data(election, package = "survey", envir = environment())
  d <- with(election_pps, data.frame(bush = Bush, kerry = Kerry, votes, p))
  d$weight <- 1 / d$p
  write_data("election", d)
  joint <- as.data.frame(election_jointprob); names(joint) <- paste0("p", seq_along(joint))
  write_data("election_joint", joint)
}

## ---------------------------------------------------------------- generated --
# Incidents are drawn within force x route and hold one row or more, with 0, 1
# or several crimes; labels of incidents start at 1 in every stratum.
write_audit <- function() {
  rows <- NULL
  for (force in c("Avon", "Dorset", "Kent", "Surrey")) for (route in c("direct", "incident", "other")) {
    if (force == "Kent" && route == "other") next
    n <- sample(5:11, 1); size <- n * sample(20:60, 1) + sample(0:9, 1)
    for (incident in seq_len(n)) for (k in seq_len(sample(1:3, 1, prob = c(.6, .25, .15)))) {
      crimes <- sample(0:3, 1, prob = c(.2, .5, .2, .1))
      recorded <- rbinom(1, crimes, .82)
      rows <- rbind(rows, data.frame(force, route, incident, crimes, recorded,
        timely = rbinom(1, recorded, .7), classified = rbinom(1, recorded, .9),
        victim = sample(c("child", "adult", "firm"), 1, prob = c(.15, .6, .25)),
        hours = round(rexp(1, 1 / 20), 2), incidents = size, weight = size / n))
    }
  }
  rows$classified[sample(nrow(rows), 9)] <- NA
  rows$hours[sample(nrow(rows), 12)] <- NA
  rows$complete <- as.numeric(rows$recorded == rows$crimes)
  rows$complete[rows$crimes == 0] <- NA
  rows <- rows[sample(nrow(rows)), ]
  write_data("audit", rows)
  lonely <- with(rows, force == "Avon" & route == "direct" | force == "Surrey" & route == "other")
  rows$weight[lonely] <- rows$incidents[lonely]
  write_data("audit_lonely", rows[!lonely | rows$incident == 2, ])
}
# Elements: one stratum taken whole, two with one record each, sizes very unequal.
write_strata <- function() {
  n <- c(a = 9, b = 14, c = 6, d = 1, e = 20, f = 1, g = 4)
  N <- c(a = 90, b = 1400, c = 6, d = 37, e = 260, f = 800, g = 71)
  h <- rep(names(n), n)
  y <- round(50 + 8 * match(h, names(n)) + rnorm(length(h), 0, 12), 3)
  d <- data.frame(stratum = h, y, ok = rbinom(length(h), 1, .7),
                  group = sample(c("x", "y", "z"), length(h), TRUE), size = N[h],
                  weight = (N / n)[h])
  d$group[d$stratum == "e"] <- sample(c("x", "y"), sum(d$stratum == "e"), TRUE)
  d$group[d$stratum == "d"] <- "x"
  d$group[d$stratum == "f"] <- "y"
  d <- d[sample(nrow(d)), ]
  write_data("strata", d)
  last <- d; last[d$stratum == "f", c("size", "weight")] <- 2000
  write_data("strata_last", last)
  write_data("strata_whole", d[!d$stratum %in% c("d", "f"), ])
}
# More than half of the population: 70 of 130 records, by two strata or by ten of 14 blocks.
# Nothing in it is drawn at random.
write_half <- function() {
  i <- seq_len(70)
  stratum <- ifelse(i %% 7 < 4, "p", "q")
  write_data("half", data.frame(stratum, block = (i - 1) %/% 7 + 1,
    ok = as.numeric((5 * i^2 + i) %% 11 < 6), first = as.numeric(stratum == "p" | i > 68),
    kind = c("x", "y", "x")[i %% 3 + 1], never = 0, always = 1, all = 130, blocks = 14,
    size = ifelse(stratum == "p", 60, 70),
    weight = ifelse(stratum == "p", 60, 70) / as.numeric(table(stratum)[stratum])))
}
# Strata, then clusters, then households, then persons, with a size at each stage.
# Labels repeat: cluster 1 is in every stratum, household 1 in every cluster.
write_stages <- function() {
  rows <- NULL
  for (region in c("north", "south")) for (cluster in 1:4) {
    M <- sample(5:12, 1); m <- sample(2:4, 1)
    for (household in seq_len(m)) {
      K <- sample(2:6, 1); k <- sample(1:min(K, 3), 1)
      if (k == 1) K <- 1
      for (person in seq_len(k))
        rows <- rbind(rows, data.frame(region, cluster, household, person,
          y = round(rnorm(1, 20 + 3 * cluster + household, 4), 3), ok = rbinom(1, 1, .6),
          sex = sample(c("f", "m"), 1), age = sample(c("adult", "child", "old"), 1),
          clusters = c(north = 15, south = 40)[[region]],
          households = M, persons = K))
    }
  }
  sizes <- function(label, within) ave(label, within, FUN = function(x) length(unique(x)))
  place <- paste(rows$region, rows$cluster)
  rows$weight <- rows$clusters / sizes(rows$cluster, rows$region) *
    rows$households / sizes(rows$household, place) *
    rows$persons / sizes(rows$person, paste(place, rows$household))
  write_data("stages", rows[sample(nrow(rows)), ])
  write_data("stages_sex", data.frame(sex = c("f", "m"), total = c(900, 860)))
  write_data("stages_age", data.frame(age = c("adult", "child", "old"), total = c(910, 400, 450)))
}
# The same with one cluster in each of two small regions.
write_stages_lonely <- function() {
  d <- read_data("stages")
  east <- d$region == "south" & d$cluster == 2; west <- d$region == "north" & d$cluster == 4
  d$region[east] <- "east"; d$region[west] <- "west"
  d$clusters[east] <- 11; d$clusters[west] <- 9
  write_data("stages_lonely", d[names(d) != "weight"])
}
# Two strata of unequal chances, some of which are 1: these units are no part of the draw.
write_sure <- function() {
  d <- read_data("election")
  d$p[d$p > .2] <- 1
  d <- data.frame(area = ifelse(rank(d$p, ties.method = "first") %% 2 == 0, "east", "west"), d)
  write_data("election_sure", d)
}
# Drawn with replacement, with chances in proportion to size: weight 1/(n p).
write_pps <- function() {
  size <- round(rlnorm(60, 5, 1)); drawn <- sample(60, 16, TRUE, size)
  d <- do.call(rbind, lapply(seq_along(drawn), function(i) {
    m <- sample(2:4, 1)
    data.frame(draw = i, unit = drawn[i], y = round(rgamma(m, 3, .1), 3),
               x = round(rgamma(m, 5, .1), 3), ok = rbinom(m, 1, .8),
               type = sample(c("one", "two"), m, TRUE),
               weight = sum(size) / (16 * size[drawn[i]]) * 5 / m)
  }))
  write_data("pps", d)
}
# Two clusters in each of seven strata, with replicate weights of five kinds;
# weights add up to the same in both clusters of a stratum.
write_paired <- function() {
  d <- do.call(rbind, lapply(1:7, function(h) do.call(rbind, lapply(1:2, function(i) {
    m <- 3
    data.frame(stratum = paste0("s", h), cluster = i,
               y = round(rnorm(m, 30 + 2 * h, 6), 2), x = round(rgamma(m, 9, .2), 2),
               ok = rbinom(m, 1, .75), group = sample(c("p", "q"), m, TRUE), weight = 4 * h + 3)
  }))))
  unit <- (as.integer(factor(d$stratum)) - 1) * 2 + d$cluster
  write_data("paired", d)
  half <- sylvester(3)[, -1] # replicate x stratum, the column of ones left out
  sign <- function(r) half[r, (unit + 1) %/% 2] * ifelse(d$cluster == 1, 1, -1)
  with_replicates <- function(name, columns) {
    colnames(columns) <- paste0("rep_", seq_len(ncol(columns)))
    write_data(name, cbind(d, columns))
  }
  with_replicates("paired_brr", sapply(1:8, function(r) d$weight * (1 + sign(r))))
  with_replicates("paired_fay", sapply(1:8, function(r) d$weight * (1 + .7 * sign(r))))
  with_replicates("paired_jackknife", sapply(1:14, function(u) {
    other <- if (u %% 2 == 1) u + 1 else u - 1
    d$weight * ifelse(unit == u, 0, ifelse(unit == other, 2, 1)) }))
  # Rao, Wu & Yue 1992 with m_h = n_h - 1 = 1: one cluster of each stratum, twice
  with_replicates("paired_bootstrap", sapply(1:40, function(r) {
    chosen <- 2 * (0:6) + sample(1:2, 7, TRUE)
    d$weight * 2 * (unit %in% chosen) }))
}
# 4, 5 and 6 clusters in three strata, with the weights of a jackknife of strata and of one
# without; a record in ten has no y.
given_clusters <- c(a = 4, b = 5, c = 6)
given_coefficients <- function() rep((given_clusters - 1) / given_clusters, given_clusters)
write_given <- function() {
  d <- do.call(rbind, lapply(names(given_clusters), function(h)
    do.call(rbind, lapply(seq_len(given_clusters[[h]]), function(i) {
      m <- sample(4:7, 1)
      data.frame(stratum = h, cluster = i, y = round(rnorm(m, 40 + 5 * i, 15), 1),
                 group = sample(c("p", "q"), m, TRUE),
                 weight = 12 * match(h, names(given_clusters)) + m)
    }))))
  d$y[sample(nrow(d), nrow(d) %/% 10)] <- NA
  unit <- paste(d$stratum, d$cluster); units <- unique(unit)
  stratum <- sub(" .*", "", units)
  n <- given_clusters[stratum]
  factors <- function(u, alike, n)
    ifelse(unit == units[u], 0, ifelse(alike, n / (n - 1), 1))
  of_strata <- sapply(seq_along(units), function(u)
    d$weight * factors(u, d$stratum == stratum[u], n[[u]]))
  of_one <- sapply(seq_along(units), function(u)
    d$weight * factors(u, TRUE, length(units)))
  order <- sample(nrow(d))
  for (name in c("given_jkn", "given_jk1")) {
    weights <- if (name == "given_jkn") of_strata else of_one
    colnames(weights) <- paste0("rep_", seq_along(units))
    write_data(name, cbind(d, weights)[order, ])
  }
}
sylvester <- function(k) if (k == 0) matrix(1, 1, 1) else {
  h <- sylvester(k - 1); rbind(cbind(h, h), cbind(h, -h))
}

# A first sample of 60 of 900, whose strata are then sampled in turn.
write_phases <- function() {
  h <- sample(c("high", "low", "middle"), 60, TRUE, c(.2, .5, .3))
  n <- c(high = 5, low = 9, middle = 7)
  second <- ave(seq_along(h), h, FUN = function(i) rank(runif(length(i)))) <= n[h]
  y <- round(rnorm(60, 40 + 10 * (h == "high") - 6 * (h == "low"), 5), 2)
  write_data("phases", data.frame(stratum = h, second = as.numeric(second),
                                  y = ifelse(second, y, NA), population = 900))
}

# Records whose counts, means and variances are those that Lohr (1999, Sampling:
# Design and Analysis, tables 4.1 and section 2.4) prints for agsrs and agstrat;
# the records themselves are not Lohr's.
shaped <- function(n, mean, s) { z <- seq_len(n) - (n + 1) / 2; mean + s * z / sd(z) }
write_lohr <- function() {
  write_data("lohr_srs", data.frame(acres = shaped(300, 297897.0467, 344551.9), counties = 3078))
  n <- c(NC = 103, NE = 21, S = 135, W = 41); N <- c(NC = 1054, NE = 220, S = 1382, W = 422)
  m <- c(300504.16, 97629.81, 211315.04, 662295.51)
  s <- sqrt(c(29618183543, 7647472708, 53587487856, 396185950266))
  write_data("lohr_strata", data.frame(region = rep(names(n), n),
    acres = unlist(Map(shaped, n, m, s)), counties = rep(N, n)))
}

write_all_data <- function() {
  set.seed(20141118)
  for (write in list(write_api, write_mu284, write_election, write_audit, write_strata, write_stages, write_pps,
                     write_paired, write_phases, write_lohr, write_given, write_half, write_stages_lonely,
                     write_sure)) write()
}
