# deff_parts.R: a design effect as a product, on R survey's api data.
# R 4.2.2, survey 4.1-1. Run in this folder: Rscript deff_parts.R
# Writes deff_parts.csv. deff is survey's own (deff = "replace"), by its own variance of
# a simple random sample; weighting is Kish's n sum(w^2)/(sum w)^2; stratification and
# clustering are ratios of survey's standard errors of three designs.
suppressPackageStartupMessages(library(survey))
data(api)
apiclus1$half <- as.integer(factor(apiclus1$dnum)) %% 2
apiclus1$w <- apiclus1$pw * (1 + (apiclus1$stype == "H"))
case <- function(name, formula, strata, clusters, weights, data) {
  full <- svydesign(ids = clusters, strata = strata, weights = weights, data = data)
  open <- svydesign(ids = clusters, weights = weights, data = data)
  m <- svymean(formula, full, deff = "replace")
  w <- weights(full); n <- length(w)
  s <- as.numeric(SE(m)); o <- as.numeric(SE(svymean(formula, open)))
  simple <- s^2 / as.numeric(deff(m))
  kish <- n * sum(w^2) / sum(w)^2
  sprintf("%s,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g", name, s^2, simple, o^2,
          mean((w / mean(w) - 1)^2), as.numeric(deff(m)), kish, (s / o)^2,
          (o / sqrt(simple * kish))^2)
}
writeLines(c("# Made by deff_parts.R with R 4.2.2 and survey 4.1-1; see there.",
  "design,variance,simple,no_strata,cv2,deff,weighting,stratification,clustering",
  case("apistrat", ~api00, ~stype, ~1, ~pw, apistrat),
  case("apistrat-enroll", ~enroll, ~stype, ~1, ~pw, apistrat),
  case("apiclus1", ~api00, NULL, ~dnum, ~pw, apiclus1),
  case("apiclus1-halves", ~api00, ~half, ~dnum, ~w, apiclus1)), "deff_parts.csv")
