# records.R: expected results of `plusminus estimate` on files of records.
# R 4.2.2, survey 4.1-1. Run in this folder: Rscript records.R
# Writes records.csv and the data files in ../data/records.
#
# Every number comes from two sources that share no code, which must agree to
# 1e-11 or the script stops: package survey, and the defining sums in base R
# (records/hand.R). Where survey is wrong or has nothing, the hand formula
# stands, and column source says so:
#   - lonely PSU, adjust, totals: survey 4.1 measures the lonely total from 0,
#     not from the mean of all PSU totals (means agree). Checked: with 0 in
#     place of that mean the hand formula gives survey's number.
#   - rates of 0 and 1: survey's intervals are NaN or of no width. The closed
#     forms here take n_eff = n; wald has none and is NA.
#   - arcsine: survey's limits come back up where asin(sqrt(p)) -+ e leaves
#     [0, pi/2]; here they end there.
#   - likelihood: survey measures the design effect against p q n/(n - 1) in
#     place of p q, and interpolates its profile. Both sources solve the equation
#     with n_eff = p q/v; with survey's factor they are its limits but for the
#     interpolation (checked to 2e-4).
#   - raking: survey's rake() takes residuals from plain means, whatever the
#     weights; calibrate(calfun = "raking") the regression weighted by the
#     design's weights, as Deville & Saerndal 1992 do. The latter is used;
#     with equal weights they agree.
#   - quantiles: where Woodruff's lower chance is below the first step of F,
#     survey 4.1 returns the second value; the definition gives the first.
#   - replicates: deviations from the full sample's estimate (mse = TRUE), or where
#     --replicate-centre says so from the mean of the replicates (mse = FALSE).
#
# Columns of records.csv: command is what follows `plusminus estimate DATA`, to
# be split at blanks and run in ../data/records; no field holds a comma: a
# semicolon in command stands for one (--strata force;route). by: COL=VALUE
# separated by semicolons, empty for the nation. NA: not checked. An empty
# command: note says in words what is estimated.
suppressPackageStartupMessages(library(survey))
stopifnot(packageVersion("survey") == "4.1.1")
for (part in c("data", "hand", "by_survey", "calibration", "rows", "replicates", "functions"))
  source(file.path("records", paste0(part, ".R")))
write_all_data()
source("records/designs.R")
write_rows("records.csv", "# Made by records.R with R 4.2.2 and survey 4.1-1; see there.")
cat(length(rows_made), "rows,", length(unique(sapply(rows_made, `[[`, "design"))), "designs\n")
cat("survey's interpolated likelihood limits: off by", signif(likelihood_off, 3), "at most\n")
