# estimate.R FILE: seconds that R's survey takes for the job of estimate.sh, reading by
# data.table, and the national rate with its standard error.
suppressPackageStartupMessages({library(data.table); library(survey)})
file <- commandArgs(TRUE)[1]
began <- proc.time()[["elapsed"]]
d <- fread(file, select = c("force", "type", "recorded", "population", "weight"))
s <- svydesign(ids = ~1, strata = ~force, weights = ~weight, fpc = ~population, data = d)
nation <- svymean(~recorded, s, deff = "replace")
for (by in list(~force, ~type))
  invisible(confint(svyby(~recorded, by, s, svymean, deff = "replace")))
cat(sprintf("%.3f %.15g %.15g\n", proc.time()[["elapsed"]] - began, coef(nation), SE(nation)))
