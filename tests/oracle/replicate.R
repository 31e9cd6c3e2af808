# replicate.R: variances by replicates from R's survey package.
#
# R 4.2, survey 4.1.1. Reads replicate_data.csv and replicate_weights.csv (both by
# replicate.py); writes replicate_survey.csv. JK1 and JKn are survey's own
# replicates (as.svrepdesign), and so are the totals of BRR and Fay, which do
# not depend on which half samples are taken; the rest is survey's estimation with
# the factors of replicate.py as given replicate weights. survey's own Rao-Wu
# bootstrap (subbootweights) is random, and only its mean over many replicates can
# be held against ours: rows "subbootstrap", of 2,000 replicates.
suppressMessages(library(survey))
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
if (length(here) == 0) here <- "."
data <- read.csv(file.path(here, "replicate_data.csv"), comment.char = "#")
weights <- read.csv(file.path(here, "replicate_weights.csv"), comment.char = "#")
domains <- list(all = 0:2, one = 0, two = 1:2)
population <- list("plain-fpc" = 44, "strata-fpc" = c(20, 40, 6), "pairs-fpc" = 10 + 3 * (0:6))
options(digits = 17)

estimates <- function(design, case, method) {
  rows <- NULL
  for (name in names(domains)) {
    domain <- subset(design, cell %in% domains[[name]])
    rows <- rbind(rows, data.frame(
      case = case, method = method, domain = name,
      centre = if (isTRUE(design$mse)) "estimate" else "mean",
      ratio_variance = c(vcov(svyratio(~y, ~x, domain))),
      y_variance = c(vcov(svytotal(~y, domain))),
      x_variance = c(vcov(svytotal(~x, domain)))))
  }
  rows
}

base_of <- function(mine, case) {
  sizes <- population[[case]]
  if (!is.null(sizes)) mine$population <- sizes[mine$stratum + 1]
  svydesign(ids = ~unit, strata = if (length(unique(mine$stratum)) > 1) ~stratum else NULL,
            weights = ~weight, fpc = if (!is.null(sizes)) ~population else NULL, data = mine)
}

given <- function(mine, case, method, mse) {
  these <- weights[weights$case == case & weights$method == method, ]
  count <- max(these$replicate) + 1
  factors <- matrix(these$factor, ncol = count)[mine$unit + 1, ]
  coefficients <- these$coefficient[these$unit == 0]
  scale <- switch(method, brr = 1 / count, fay = 1 / (count * .7^2), sdr = 4 / count,
                  bootstrap = if (mse) 1 / count else 1 / (count - 1), 1)
  svrepdesign(data = mine, weights = ~weight, repweights = factors, type = "other",
              scale = scale, rscales = coefficients, combined.weights = FALSE, mse = mse)
}

result <- NULL
for (case in unique(data$case)) {
  mine <- data[data$case == case, ]
  base <- base_of(mine, case)
  for (mse in c(TRUE, FALSE)) {
    for (method in unique(weights$method[weights$case == case]))
      result <- rbind(result, estimates(given(mine, case, method, mse), case, method))
    type <- if (length(unique(mine$stratum)) > 1) "JKn" else "JK1"
    result <- rbind(result, estimates(as.svrepdesign(base, type = type, mse = mse), case,
                                      paste0("survey-", tolower(type))))
  }
  if (case == "pairs") {
    for (type in c("BRR", "Fay")) {
      made <- as.svrepdesign(base, type = type, fay.rho = if (type == "Fay") .3 else 0, mse = TRUE)
      rows <- estimates(made, case, paste0("survey-", tolower(type)))
      rows$ratio_variance <- NA # depends on which half samples were taken
      result <- rbind(result, rows)
    }
  }
  if (case %in% c("strata", "pairs")) {
    set.seed(1)
    made <- as.svrepdesign(base, type = "subbootstrap", replicates = 2000, mse = TRUE)
    result <- rbind(result, estimates(made, case, "survey-subbootstrap"))
  }
  # The linearised variance, to which a jackknife of totals is equal.
  domain_rows <- NULL
  for (name in names(domains)) {
    domain <- subset(base, cell %in% domains[[name]])
    domain_rows <- rbind(domain_rows, data.frame(
      case = case, method = "survey-taylor", domain = name, centre = "estimate",
      ratio_variance = NA, y_variance = c(vcov(svytotal(~y, domain))),
      x_variance = c(vcov(svytotal(~x, domain)))))
  }
  result <- rbind(result, domain_rows)
}
number <- function(x) ifelse(is.na(x), "", formatC(x, digits = 17, format = "g", width = 1))
for (column in c("ratio_variance", "y_variance", "x_variance"))
  result[[column]] <- number(result[[column]])
out <- file(file.path(here, "replicate_survey.csv"), "w")
writeLines("# written by replicate.R", out)
write.csv(result, out, row.names = FALSE, quote = FALSE)
close(out)
