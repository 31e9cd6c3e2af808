# num_borders.R: the cases of num_borders.csv and R's own values of them: on both
# sides of every line where the code goes from one formula to another, and for
# shapes smaller and larger than those of num.R.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# R 4.2.2 (Debian r-base-core 4.2.2.20221110-2), package stats.
# Run `Rscript num_borders.R && /usr/bin/python3 num.py borders` in this directory.
set.seed(20131102)
frame <- function(name, x, a, b = NA, c = NA)
  data.frame(of = name, tail = sample(c("lower", "upper"), length(x), TRUE),
             x = x, a = a, b = b, c = c)
is_lower <- function(tail) tail == "lower"

# near_normal.c: size against zeta, as its table has it.
lines <- data.frame(square = c(2650, 125, 39, 10, 3.5, 1.9, 1.2),
                    more = c(2.5, 3.2, 3.6, 5, 6, 6.5, 7))
count <- 1000
line <- lines[sample(nrow(lines), count, TRUE), ]
zeta <- ifelse(runif(count) < 0.8, runif(count, -5, 5), runif(count, -12, 12))
size <- line$square * (zeta^2 + line$more) * runif(count, 0.9, 1.1)
spread <- 10^runif(count, -1.5, 1.5)
a <- size * (1 + spread)
b <- size * (1 + 1 / spread)
whole <- runif(count) < 0.5
a[whole] <- round(2 * a[whole]) / 2
b[whole] <- round(2 * b[whole]) / 2
beta <- frame("beta_tail", signif(qbeta(pnorm(zeta), a, b), 12), a, b)
beta <- rbind(beta, frame("beta_quantile", signif(pnorm(-abs(zeta)), 8), a, b)[seq(1, count, 2), ])

a <- line$square * (zeta^2 + line$more) * runif(count, 0.9, 1.1)
chisq <- frame("chisq_tail", signif(qchisq(pnorm(zeta), 2 * a), 12), 2 * a)[a < 2e4, ]
chisq <- head(chisq[is.finite(chisq$x), ], 300)

# Shapes near 0 and above 1e7.
small <- 10^runif(200, -3, -0.3)
other <- 10^runif(200, -3, 4)
large <- 10^runif(30, 7, 9)
beside <- 10^runif(30, 0, 3)
a <- c(small, other, large, beside)
b <- c(other, small, beside, large)
p <- 10^-runif(length(a), 0.01, 12)
ends <- frame("beta_quantile", p, a, b)
ends <- rbind(ends, frame("beta_tail", suppressWarnings(qbeta(p, a, b)), a, b))
ends <- ends[is.finite(ends$x) & ends$x > 1e-290 & ends$x < 1, ]

# hypergeometric_wide.c: a variance of 1000 and a slope of 0.15.
count <- 500
variance <- 1000 * ifelse(runif(count) < 0.5, runif(count, 0.9, 1.1), 10^runif(count, 0, 2))
drawn <- runif(count)^2
rate <- runif(count)
N <- floor(pmin(variance / (drawn * (1 - drawn) * rate * (1 - rate)), 1e9))
n <- floor(N * drawn)
M <- floor(N * rate)
variance <- n * (M / N) * (1 - M / N) * (1 - n / N)
slope <- ifelse(runif(count) < 0.5, runif(count, 0.13, 0.17), runif(count, 0, 0.15))
away <- pmin(slope * variance, 25 * sqrt(variance)) * sample(c(1, 1, -1), count, TRUE)
k <- round(n * (M / N) + away)
hyper <- frame("hypergeometric_tail", k, n, M, N)[k >= pmax(0, n - (N - M)) & k <= pmin(n, M), ]

# A shape near 0 whose other tail is not small: no fraction converges for it.
steep <- 10^runif(150, -3, -1)
wide <- 10^runif(150, 1, 4)
near <- frame("beta_tail", steep / (steep + wide) * 10^runif(150, -3, 1), steep, wide)
near <- rbind(transform(near, tail = "lower"), transform(near, tail = "upper"))

cases <- unique(rbind(beta, chisq, ends, hyper, near))
cases$r <- suppressWarnings(mapply(function(f, t, x, a, b, c) switch(f,
  beta_tail = pbeta(x, a, b, lower.tail = is_lower(t)),
  beta_quantile = qbeta(x, a, b, lower.tail = is_lower(t)),
  chisq_tail = pchisq(x, a, lower.tail = is_lower(t)),
  hypergeometric_tail = if (is_lower(t)) phyper(x, b, c - b, a)
                        else phyper(x - 1, b, c - b, a, lower.tail = FALSE)),
  cases$of, cases$tail, cases$x, cases$a, cases$b, cases$c))
numbers <- vapply(cases, is.numeric, TRUE)
cases[numbers] <- lapply(cases[numbers], function(v) sprintf("%.17g", v))
cases[] <- lapply(cases, function(v) ifelse(v %in% c("NaN", "NA"), "NA", v))
write.csv(cases, "num_borders.csv", row.names = FALSE, quote = FALSE)
