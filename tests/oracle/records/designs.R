# records/designs.R: the designs, from the plainest on. Sourced by records.R.
# Statistics of the api files.
api00 <- c("mean", "api00"); enroll <- c("total", "enroll"); awards <- c("rate", "awards")
growth <- c("ratio", "api00", "api99"); over700 <- c("rate", "over700")
never <- c("rate", "never"); always <- c("rate", "always")
y <- c("mean", "y"); total_y <- c("total", "y"); ok <- c("rate", "ok")

## --------------------------------------------------------- elements, no strata --
case("srs", "apisrs", list(api00, enroll), weight = "pw")
case("srs-fpc", "apisrs", list(api00, enroll, growth, awards), weight = "pw", population = "fpc")
case("srs-no-weight", "apisrs", list(api00, enroll), population = "fpc")
case("srs-nothing", "apisrs", list(api00, awards),
     note = "neither weights nor sizes: every weight is 1")
case("srs-by", "apisrs", list(api00, enroll, awards), weight = "pw", population = "fpc",
     by = list("stype"))
case("srs-by-domain", "apisrs", list(api00, enroll, awards), weight = "pw", population = "fpc",
     by = list("stype", c("stype", "wide")), df = "domain")
case("srs-lohr", "lohr_srs", c("mean", "acres"), population = "counties",
     note = "Lohr 1999 section 2.4 prints 297897 and 18898.43")
printed("srs-lohr", "estimate", 297897, 0); printed("srs-lohr", "se", 18898.43, 2)

## ------------------------------------------------------------------ stratified --
whole <- function(id, stats, ...) case(id, "apistrat", stats, strata = "stype", ...)
whole("strat", list(api00, enroll, growth, awards), weight = "pw", population = "fpc")
printed("strat", "estimate", 662.2873632, 7); printed("strat", "se", 9.4089408, 7)
whole("strat-weight", list(api00, enroll, growth, awards), weight = "pw")
whole("strat-size", list(api00, enroll, growth, awards), population = "fpc")
whole("strat-fraction", list(api00, enroll, growth, awards), weight = "pw",
      population = "fraction")
whole("strat-fraction-only", list(api00, enroll), population = "fraction")
whole("strat-conf", list(api00, enroll), weight = "pw", population = "fpc", conf = .99)
whole("strat-missing", list(c("mean", "acs_core"), c("total", "acs_core"),
                            c("ratio", "acs_core", "enroll")), weight = "pw",
      population = "fpc", note = "missing values are outside of the domain")
whole("strat-missing-domain", list(c("mean", "acs_core"), c("total", "acs_core")),
      weight = "pw", population = "fpc", by = list("awards"), df = "domain")
whole("strat-by", list(api00, enroll, growth, awards), weight = "pw", population = "fpc",
      by = list("wide", c("awards", "wide")))
whole("strat-by-stratum", list(api00, enroll), weight = "pw", population = "fpc",
      by = list("stype"), df = "domain")
whole("strat-by-many", list(api00, awards), weight = "pw", population = "fpc",
      by = list("stype", c("stype", "awards", "wide")), df = "design")
whole("strat-satterthwaite", list(api00, enroll, over700), population = "fpc",
      df = "satterthwaite")
whole("strat-satterthwaite-by", list(api00, over700), population = "fpc",
      by = list("wide"), df = "satterthwaite")
whole("strat-df-fixed", list(api00), weight = "pw", population = "fpc", df = 11)
whole("strat-wor", list(api00, enroll, growth, awards), weight = "pw", population = "fpc",
      by = list("wide"), deff = "wor")
case("strat-lohr", "lohr_strata", list(c("total", "acres"), c("mean", "acres")),
     strata = "region", population = "counties",
     note = "Lohr 1999 section 4.2 prints 909736035 and 50417248 from means of two decimals")
printed("strat-lohr", "estimate", 909736035, -2); printed("strat-lohr", "se", 50417248, -1)
case("certainty", "strata_whole", list(y, total_y, ok), strata = "stratum", weight = "weight",
     population = "size", by = list("group"), note = "stratum c is taken whole")
case("certainty-domain", "strata_whole", list(y, total_y), strata = "stratum", population = "size",
     by = list("group"), df = "domain", note = "group z is absent from stratum e")
case("certainty-satterthwaite", "strata_whole", list(y, total_y, ok), strata = "stratum",
     weight = "weight", population = "size", by = list("group"), df = "satterthwaite")

## ---------------------------------------------------------------------- clusters --
case("clus1", "apiclus1", list(api00, enroll, growth, awards), cluster = "dnum", weight = "pw",
     population = "fpc")
printed("clus1", "estimate", 644.169399, 6); printed("clus1", "se", 23.542241, 6)
case("clus1-weight", "apiclus1", list(api00, enroll, growth, awards), cluster = "dnum",
     weight = "pw")
case("clus1-by", "apiclus1", list(api00, enroll, awards), cluster = "dnum", weight = "pw",
     population = "fpc", by = list("stype"))
case("clus1-by-domain", "apiclus1", list(api00, enroll, growth), cluster = "dnum", weight = "pw",
     population = "fpc", by = list("stype", c("awards", "stype")), df = "domain")
case("clus1-by-cluster", "apiclus1", list(api00, enroll), cluster = "dnum", weight = "pw",
     population = "fpc", by = list("dnum"), df = "domain")
case("clus1-wor", "apiclus1", list(api00, enroll, growth, awards), cluster = "dnum",
     weight = "pw", population = "fpc", deff = "wor")
case("clus2", "apiclus2", list(api00, growth, awards), cluster = c("dnum", "snum"),
     population = c("fpc1", "fpc2"))
printed("clus2", "estimate", 670.81181, 5); printed("clus2", "se", 30.09903, 5)
case("clus2-records", "apiclus2", list(api00, growth, awards), cluster = "dnum",
     population = c("fpc1", "fpc2"), note = "the second stage is the records themselves")
case("clus2-enroll", "apiclus2", list(enroll, c("mean", "enroll")), cluster = c("dnum", "snum"),
     population = c("fpc1", "fpc2"), note = "enroll has missing values")
case("clus2-first", "apiclus2", list(api00, awards), cluster = "dnum", weight = "pw",
     population = "fpc1")
case("clus2-none", "apiclus2", list(api00, awards), cluster = c("dnum", "snum"), weight = "pw",
     note = "without a first-stage size later stages are ignored")
case("clus2-by", "apiclus2", list(api00, awards), cluster = c("dnum", "snum"),
     population = c("fpc1", "fpc2"), by = list("stype"), df = "domain")
case("mu284", "mu284", list(c("total", "y1"), c("mean", "y1")), cluster = c("id1", "id2"),
     population = c("n1", "n2"),
     note = "Saerndal Swensson & Wretman 1992 example 4.3.1: 15080 and variance 5172234.444")
printed("mu284", "estimate", 15080, 0)
stopifnot(abs(last_rows("mu284")[[1]]$se^2 - 5172234.444) < 5e-4)
case("stages", "stages", list(y, total_y, ok), strata = "region",
     cluster = c("cluster", "household", "person"),
     population = c("clusters", "households", "persons"), by = list("sex"))
case("stages-records", "stages", list(y, total_y), strata = "region",
     cluster = c("cluster", "household"), population = c("clusters", "households", "persons"))
case("stages-two", "stages", list(y, total_y, ok), strata = "region",
     cluster = c("cluster", "household"), population = c("clusters", "households"),
     by = list("sex", c("region", "sex")), df = "domain")
case("stages-first", "stages", list(y, total_y), strata = "region",
     cluster = c("cluster", "household"), weight = "weight", population = "clusters",
     note = "a later stage without a size: its fraction is 0 (as Stata does)")
case("stages-nested", "stages", list(y, ok), strata = "region", cluster = "cluster",
     weight = "weight", population = "clusters", note = "labels of clusters repeat between strata")
case("pps-wr", "pps", list(y, total_y, c("ratio", "y", "x"), ok), cluster = "draw",
     weight = "weight", by = list("type"))
case("pps-wr-domain", "pps", list(y, ok), cluster = "draw", weight = "weight",
     by = list("type"), df = "domain", deff = "wor")
case_election()
case_sure()
case_phases()

## ---------------------------------------------------- the audit: crimes of incidents --
audit <- function(id, stats, ...)
  case(id, "audit", stats, strata = c("force", "route"), cluster = "incident", ...)
outcomes <- list(c("ratio", "recorded", "crimes"), c("ratio", "timely", "crimes"),
                 c("ratio", "classified", "recorded"))
audit("audit", outcomes, weight = "weight", population = "incidents")
audit("audit-no-size", outcomes, weight = "weight")
audit("audit-size", outcomes, population = "incidents")
audit("audit-force", c(outcomes, list(c("total", "crimes"), c("mean", "hours"))),
      weight = "weight", population = "incidents", by = list("force", "route"), df = "domain")
audit("audit-victim", c(outcomes, list(c("mean", "hours"))), weight = "weight",
      population = "incidents", by = list("victim", c("route", "victim")), df = "domain",
      note = "some domains are absent from some strata")
audit("audit-victim-design", outcomes, weight = "weight", population = "incidents",
      by = list("victim", c("force", "victim")))
audit("audit-complete", list(c("rate", "complete")), weight = "weight", population = "incidents",
      by = list("force"), interval = "korn-graubard", df = "domain",
      note = "incidents without a crime have no value")
audit("audit-wor", outcomes, weight = "weight", population = "incidents", by = list("force"),
      deff = "wor")

## ---------------------------------------------------------------- intervals of rates --
for (method in c("logit", "korn-graubard", "beta", "wilson", "wald", "arcsine", "likelihood")) {
  whole(paste0("interval-", method), list(over700, awards, never, always), weight = "pw",
        population = "fpc", by = list("wide"), interval = method, df = "domain")
  case(paste0("interval-cluster-", method), "apiclus1", list(over700, awards, never, always),
       cluster = "dnum", weight = "pw", population = "fpc", by = list("stype"),
       interval = method)
  case(paste0("interval-conf-", method), "pps", list(ok), cluster = "draw", weight = "weight",
       interval = method, df = "domain", conf = .9)
}
# A large part of the population, by strata, by clusters, in domains, and not told.
half <- function(id, stats, ...)
  case(paste0("half-", id), "half", stats, interval = "wilson-fpc", df = "domain", ...)
rates <- lapply(c("ok", "first", "never", "always"), function(k) c("rate", k))
half("plain", rates, population = "all", by = list("kind"))
half("strata", rates, strata = "stratum", population = "size", by = list("stratum", "kind"))
half("weighted", rates, strata = "stratum", weight = "weight", population = "size",
     by = list("stratum"))
half("clusters", rates[-2], cluster = "block", population = "blocks", by = list("kind"))
half("unknown", rates, strata = "stratum", weight = "weight", by = list("stratum"))
half("conf", rates, strata = "stratum", population = "size", conf = .8)
printed("interval-korn-graubard", "lower", .3302066, 7)
printed("interval-korn-graubard", "upper", .4818393, 7)
printed("interval-logit", "lower", .3330850, 7); printed("interval-logit", "upper", .4798695, 7)

## ------------------------------------------------------------------------ lonely PSUs --
for (rule in c("remove", "certainty", "average", "adjust", "collapse")) {
  case(paste0("lonely-", rule), "strata", list(y, total_y, ok), strata = "stratum",
       weight = "weight", population = "size", lonely = rule)
  case(paste0("lonely-weights-", rule), "strata", list(y, total_y), strata = "stratum",
       weight = "weight", lonely = rule)
  case(paste0("lonely-by-", rule), "strata",
       if (rule == "adjust") list(y, ok) else list(y, total_y, ok), strata = "stratum",
       weight = "weight", population = "size", by = list("group"), lonely = rule, df = "domain")
}

case("lonely-last-collapse", "strata_last", list(y, total_y, ok), strata = "stratum",
     weight = "weight", population = "size", lonely = "collapse",
     note = "the largest stratum is lonely and joins the one before")
for (rule in c("remove", "certainty", "average", "adjust", "collapse"))
  case(paste0("lonely-cluster-", rule), "audit_lonely", c(outcomes, list(c("total", "crimes"))),
       strata = c("force", "route"), cluster = "incident", weight = "weight",
       population = "incidents", lonely = rule)
for (rule in c("remove", "certainty", "average", "adjust", "collapse"))
  case(paste0("lonely-stages-", rule), "stages_lonely", list(y, total_y, ok), strata = "region",
       cluster = c("cluster", "household"), population = c("clusters", "households", "persons"),
       lonely = rule, by = if (rule == "adjust") list() else list("sex"))
case("lonely-cluster-by", "audit_lonely", outcomes, strata = c("force", "route"),
     cluster = "incident", weight = "weight", population = "incidents", lonely = "average",
     by = list("force", "victim"), df = "domain")

## ------------------------------------------------------------------------ calibration --
one <- c(stype = "apiclus1_stype"); two <- c(stype = "apiclus1_stype", wide = "apiclus1_wide")
case("poststratify", "apiclus1", list(api00, enroll, growth, awards), cluster = "dnum",
     weight = "pw", population = "fpc", margins = one, kind = "poststratify",
     by = list("stype", "wide"))
case("poststratify-strata", "stages", list(y, total_y), strata = "region", cluster = "cluster",
     population = "clusters", margins = c(sex = "stages_sex"), kind = "poststratify",
     by = list("sex"))
case("rake", "apiclus1", list(api00, enroll, growth, awards), cluster = "dnum", weight = "pw",
     population = "fpc", margins = two, kind = "rake", by = list("stype", "awards"))
case("rake-unequal", "stages", list(y, total_y, ok), strata = "region",
     cluster = c("cluster", "household", "person"),
     population = c("clusters", "households", "persons"),
     margins = c(sex = "stages_sex", age = "stages_age"), kind = "rake", by = list("sex"),
     note = "residuals of the regression weighted by the design's weights")

margin <- c(`(all)` = 6194, api99 = 3914069)
for (kind in c("linear", "raking"))
  case_greg(paste0("calibrate-", kind), "apiclus1", list(api00, enroll, growth, awards), margin,
            kind, cluster = "dnum", weight = "pw", population = "fpc", by = list("stype"))
for (kind in c("bounded", "logit"))
  case_greg(paste0("calibrate-", kind), "apistrat", list(api00, enroll, growth, awards),
            c(`(all)` = 6194, enroll = 3811472), kind, c(.9, 1.15), strata = "stype",
            weight = "pw", population = "fpc", by = list("wide"))

## -------------------------------------------------------------------------- replicates --
x_of_y <- c("ratio", "y", "x")
case_replicates("jk1", "apiclus1", list(api00, enroll, growth, awards), "jackknife",
                cluster = "dnum", weight = "pw", by = list("stype"))
case_replicates("jk1-fpc", "apiclus1", list(api00, enroll), "jackknife", cluster = "dnum",
                weight = "pw", population = "fpc",
                note = "every replicate's scale times 1 - f")
case_replicates("jkn", "paired", list(y, total_y, x_of_y, ok), "jackknife", strata = "stratum",
                cluster = "cluster", weight = "weight", by = list("group"))
case_replicates("jkn-elements", "strata_whole", list(y, total_y), "jackknife",
                strata = "stratum", weight = "weight", by = list("group"))
case_replicates("jkn-fpc", "audit", outcomes, "jackknife", strata = c("force", "route"),
                cluster = "incident", weight = "weight", population = "incidents",
                by = list("force"), note = "every replicate's scale times 1 - f")
case_replicates("brr", "paired", list(y, total_y, ok), "brr", strata = "stratum",
                cluster = "cluster", weight = "weight")
case_replicates("fay", "paired", list(y, total_y, ok), "fay", rho = .3, strata = "stratum",
                cluster = "cluster", weight = "weight")
sylvester_note <- "not linear: for Sylvester's matrix of order 8 with columns 2 to 8 as strata"
case_replicates("brr-ratio", "paired", list(x_of_y), "brr", strata = "stratum",
                cluster = "cluster", weight = "weight", by = list("group"),
                note = sylvester_note)
case_replicates("fay-ratio", "paired", list(x_of_y), "fay", rho = .3, strata = "stratum",
                cluster = "cluster", weight = "weight", by = list("group"),
                note = sylvester_note)
case_replicates("jk1-poststratify", "apiclus1", list(api00, enroll, awards), "jackknife",
                cluster = "dnum", weight = "pw", margins = one, kind = "poststratify",
                by = list("wide"))
case_replicates("jk1-rake", "apiclus1", list(api00, enroll), "jackknife", cluster = "dnum",
                weight = "pw", margins = two, kind = "rake", by = list("awards"))
given <- list(y, total_y, x_of_y, ok)
case_given("given-brr", "paired_brr", given, 1 / 8, by = list("group"))
case_given("given-fay", "paired_fay", given, 1 / (8 * .7^2), by = list("group"))
case_given("given-jackknife", "paired_jackknife", given, .5, by = list("group"))
case_given("given-bootstrap", "paired_bootstrap", given, 1 / 40, by = list("group"), df = 39)

case_given("given-mean-brr", "paired_brr", given, 1 / 8, centre = "mean")
case_given("given-mean-jackknife", "paired_jackknife", given, .5, centre = "mean")
case_given("given-mean-bootstrap", "paired_bootstrap", given, 1 / 40, df = 39, centre = "mean")

## ------------------------------------------------------------- quantiles, differences --
for (p in c(.1, .25, .5, .8))
  case_quantile(paste0("quantile-strat-", p), "apistrat", "api00", p, strata = "stype",
                weight = "pw", population = "fpc", by = list("wide"))
case_quantile("quantile-clus1", "apiclus1", "enroll", .5, cluster = "dnum", weight = "pw",
              population = "fpc")
case_quantile("quantile-clus2", "apiclus2", "api00", .75, cluster = c("dnum", "snum"),
              population = c("fpc1", "fpc2"))
case_quantile("quantile-audit", "audit", "hours", .5, strata = c("force", "route"),
              cluster = "incident", weight = "weight", population = "incidents",
              by = list("victim"))
case_quantile("quantile-step", "apisrs", "api00", .5,
              note = "half of 200 records is a step of F: its lower end")
case_quantile("quantile-ties", "paired", "y", .4, strata = "stratum", cluster = "cluster",
              weight = "weight", by = list("group"))
case_quantile("quantile-jk1", "apiclus1", "enroll", .5, cluster = "dnum", weight = "pw",
              population = "fpc", by = list("awards"), replicates = "jackknife")
case_quantile("quantile-jkn", "apistrat", "api00", .25, strata = "stype", weight = "pw",
              by = list("wide"), replicates = "jackknife")
case_quantile("quantile-jkn-audit", "audit", "hours", .5, strata = c("force", "route"),
              cluster = "incident", weight = "weight", by = list("victim"),
              replicates = "jackknife")
for (p in c(.3, .4, .5)) {
  quantile_given <- function(id, ...)
    case_given_quantile(paste0("quantile-given-", id, "-", p), column = "y", p = p, ...)
  quantile_given("jk1", "given_jk1", list(type = "JK1", scale = 14 / 15), 14 / 15,
                 "--variance jk1", 14, by = list("group"))
  quantile_given("jkn", "given_jkn",
                 list(type = "JKn", scale = 1, rscales = given_coefficients()),
                 given_coefficients(),
                 c("--variance jkn", paste("--replicate-coefficients",
                   paste(sapply(given_coefficients(), number_text), collapse = ","))),
                 12, by = list("group"))
  quantile_given("brr", "paired_brr", list(type = "BRR"), 1 / 8, "--variance brr", 7,
                 by = list("group"))
  quantile_given("fay", "paired_fay", list(type = "Fay", rho = .3), 1 / (8 * .7^2),
                 "--variance fay --fay 0.3", 7, by = list("group"))
  quantile_given("bootstrap", "paired_bootstrap",
                 list(type = "bootstrap", scale = 1 / 40, rscales = rep(1, 40)), 1 / 40,
                 "--variance bootstrap", 39, by = list("group"))
}
case_quantile_largest("quantile-largest", "apisrs", "awards", .4)
case_quantile_largest("quantile-largest-both", "apisrs", "awards", .5)
case_quantile_largest("quantile-largest-strat", "apistrat", "awards", .45, strata = "stype",
                      weight = "pw")
case_difference("difference-clus1", "apiclus1", "api00", "stype", cluster = "dnum",
                weight = "pw", population = "fpc")
case_difference("difference-strat", "apistrat", "awards", "wide", strata = "stype",
                weight = "pw", population = "fpc")
case_difference("difference-audit", "audit", "complete", "victim",
                strata = c("force", "route"), cluster = "incident", weight = "weight",
                population = "incidents")
case_difference("difference-jk1", "apiclus1", "api00", "stype", cluster = "dnum",
                weight = "pw", population = "fpc", replicates = "jackknife")
case_difference("difference-jkn", "apistrat", "awards", "wide", strata = "stype",
                weight = "pw", replicates = "jackknife")
case_difference("difference-jkn-audit", "audit", "complete", "victim",
                strata = c("force", "route"), cluster = "incident", weight = "weight",
                population = "incidents", replicates = "jackknife")
case_difference("difference-brr", "paired", "y", "group", strata = "stratum",
                cluster = "cluster", weight = "weight", replicates = "brr")
