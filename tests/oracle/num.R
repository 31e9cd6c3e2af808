# num.R: the cases of num_*.csv and R's own values of them.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# R 4.2.2 (Debian r-base-core 4.2.2.20221110-2), package stats.
# Run `Rscript num.R && /usr/bin/python3 num.py` in this directory: num.py adds
# the column `exact` from the defining sums and integrals in 60 digits.
set.seed(20131101)
write_cases <- function(file, cases) {
  numbers <- vapply(cases, is.numeric, TRUE)
  cases[numbers] <- lapply(cases[numbers], function(v) sprintf("%.17g", v))
  cases[] <- lapply(cases, function(v) ifelse(v %in% c("NaN", "NA"), "NA", v))
  write.csv(cases, file, row.names = FALSE, quote = FALSE)
}
evaluate <- function(cases, f)
  suppressWarnings(mapply(f, cases$of, cases$tail, cases$x, cases$a, cases$b, cases$c))
frame <- function(name, x, a = NA, b = NA, c = NA)
  data.frame(of = name, tail = sample(c("lower", "upper"), length(x), TRUE),
             x = x, a = a, b = b, c = c)
both <- function(cases)
  unique(rbind(transform(cases, tail = "lower"), transform(cases, tail = "upper")))
is_lower <- function(tail) tail == "lower"
whole <- function(count, top) floor(10^runif(count, 0, log10(top)))

# Beta quantiles: x is the probability.
probabilities <- c(0.5, 0.25, 0.05, 0.025, 0.005, 1e-6, 1e-20, 1e-100, 1e-300)
shapes <- c(0.5, 1, 1.5, 2, 3, 12, 100.5, 1001, 1e5 + 0.5, 1e7 + 1)
grid <- expand.grid(x = probabilities, a = shapes, b = shapes)
n <- whole(600, 1e7)
k <- floor(runif(600) * (n + 1))
near <- whole(300, 1e7)
rare <- pmin(near, floor(10^runif(300, 0, 1.5)) - 1)
k <- c(k, rare, near - rare)
n <- c(n, near, near)
exact <- frame("beta_quantile", sample(c(0.025, 0.05, 0.005, 0.1, 1e-10), length(k), TRUE),
               k + 0.5, n - k + 0.5)
clopper <- rbind(transform(exact, a = a - 0.5, b = b + 0.5, tail = "lower"),
                 transform(exact, a = a + 0.5, b = b - 0.5, tail = "upper"))
clopper <- clopper[clopper$a > 0 & clopper$b > 0, ]
clopper <- clopper[seq(1, nrow(clopper), 4), ]
wild <- frame("beta_quantile", 10^-runif(400, 0, 300), 10^runif(400, log10(0.5), 7),
              10^runif(400, log10(0.5), 7))
cases <- rbind(both(frame("beta_quantile", grid$x, grid$a, grid$b)), exact, clopper, wild)
cases <- unique(cases)
cases$r <- evaluate(cases, function(f, t, x, a, b, c) qbeta(x, a, b, lower.tail = is_lower(t)))
write_cases("num_beta_quantile.csv", cases)

# Quantiles of the normal and of t: x is the probability.
p <- c(0.5 - 10^-(3:14), 0.4, 0.25, 0.1, 0.05, 0.025, 0.005, 1e-5, 1e-10, 1e-50, 1e-300, 0.8, 0.999)
df <- c(0.1, 0.5, 1, 1.5, 2, 3, 7.3, 30, 114, 999, 1e5, 1e7, 1e9)
t_grid <- expand.grid(x = p, a = df)
cases <- rbind(both(frame("normal_quantile", p)), both(frame("t_quantile", t_grid$x, t_grid$a)))
cases$r <- evaluate(cases, function(f, t, x, a, b, c)
  if (f == "t_quantile") qt(x, a, lower.tail = is_lower(t)) else qnorm(x, lower.tail = is_lower(t)))
write_cases("num_quantiles.csv", cases)

# Tails of the continuous distributions.
z <- c(0, 1e-10, 0.1, 0.5, 1, 1.96, 3, 5, 10, 20, 37)
t_grid <- expand.grid(x = c(z, 1e3, 1e10, 1e100), a = df)
chisq <- expand.grid(x = c(1e-5, 0.1, 0.9, 1.1, 3), a = c(0.5, 1, 2, 5, 13, 42, 113, 1e3, 1e5, 1e7))
chisq <- rbind(transform(chisq, x = x * a), data.frame(x = c(500, 1300, 1370), a = c(1, 2, 3)),
               transform(chisq[chisq$x > 0.1 & chisq$x < 3, ],
                         x = a + sign(x - 1) * sqrt(2 * a) * 8 * (a >= 1000)))
shape <- frame("beta_tail", NA, 10^runif(400, log10(0.5), 7), 10^runif(400, log10(0.5), 7))
mean <- shape$a / (shape$a + shape$b)
spread <- sqrt(mean * (1 - mean) / (shape$a + shape$b + 1))
shape$x <- pmin(pmax(mean + spread * runif(400, -30, 30), mean * 1e-3), 1 - (1 - mean) * 1e-3)
cases <- unique(rbind(both(frame("normal_tail", c(z, -z))),
                      both(frame("t_tail", c(t_grid$x, -t_grid$x), t_grid$a)),
                      both(frame("chisq_tail", chisq$x, chisq$a)), both(shape)))
cases$r <- evaluate(cases, function(f, t, x, a, b, c) switch(f,
  normal_tail = pnorm(x, lower.tail = is_lower(t)), t_tail = pt(x, a, lower.tail = is_lower(t)),
  chisq_tail = pchisq(x, a, lower.tail = is_lower(t)),
  beta_tail = pbeta(x, a, b, lower.tail = is_lower(t))))
write_cases("num_tails.csv", cases)

# Binomial: x = k, a = n, b = p. Hypergeometric: x = k, a = n, b = M, c = N.
# Fisher: x of a against b of c.
n <- whole(200, 1e7)
p <- runif(200)^3
k <- pmin(pmax(round(n * p + sqrt(n * p * (1 - p)) * runif(200, -25, 25)), 0), n)
binomial <- both(frame("binomial_tail", k, n, p))
N <- 1 + whole(400, 1e7)
n <- pmin(ceiling(N * runif(400)^2), 2e5)
M <- floor((N + 1) * runif(400))
middle <- n * M / N
spread <- sqrt(middle * (1 - M / N) * (1 - n / N)) + 0.5
k <- round(middle + spread * runif(400, -20, 20))
k <- pmin(pmax(k, 0, n - (N - M)), n, M)
hyper <- both(frame("hypergeometric_tail", k, n, M, N))
hyper <- rbind(hyper, frame("hypergeometric_pmf", k, n, M, N))
n1 <- whole(150, 2000)
n2 <- whole(150, 2000)
fisher <- transform(frame("fisher_test", floor((n1 + 1) * runif(150)), n1,
                          floor((n2 + 1) * runif(150)), n2), tail = "lower")
fisher <- rbind(fisher, data.frame(of = "fisher_test", tail = "lower", x = c(100, 0, 5, 3, 10),
                                   a = c(115, 10, 5, 6, 20), b = c(6, 10, 0, 3, 10),
                                   c = c(16, 10, 7, 6, 20)))
cases <- rbind(binomial, transform(binomial, of = "binomial_pmf", tail = "lower"), hyper, fisher)
cases <- unique(cases)
cases$r <- evaluate(cases, function(f, t, x, a, b, c) switch(f,
  binomial_tail = if (is_lower(t)) pbinom(x, a, b) else pbinom(x - 1, a, b, lower.tail = FALSE),
  binomial_pmf = dbinom(x, a, b), hypergeometric_pmf = dhyper(x, b, c - b, a),
  hypergeometric_tail = if (is_lower(t)) phyper(x, b, c - b, a)
                        else phyper(x - 1, b, c - b, a, lower.tail = FALSE),
  fisher_test = fisher.test(matrix(c(x, a - x, b, c - b), 2))$p.value))
write_cases("num_discrete.csv", cases)
