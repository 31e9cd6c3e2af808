# targets.R: least cost for targets, in real numbers, from the dual. Draws the problems
# (targets_problems.csv, a number a line) and writes their optima (targets_dual.csv): the
# concave dual
#   g(lambda) = sum_h min_{m <= x <= M} (c x + t(lambda)/x) - sum_j lambda_j b_j
# (Bethel 1989), maximised over lambda >= 0 in base R by optim(method = "L-BFGS-B") from
# several starts and then by coordinate ascent with uniroot on each slope. R 4.2.
# targets.py solves the same problems by another way, from the primal.
set.seed(20261126)
problem_count <- 60

draw <- function() {
  H <- sample(2:5, 1)
  J <- sample(1:6, 1)
  low <- sample(1:3, H, replace = TRUE)
  high <- low + sample(3:400, H, replace = TRUE)
  cost <- round(runif(H, 0.5, 4), 2)
  load <- matrix(round(runif(H * J, 0, 3)^2, 6), H, J)
  load[runif(H * J) < 0.3] <- 0
  load[1, ] <- pmax(load[1, ], 0.01)
  least <- colSums(load / high)
  most <- colSums(load / low)
  limit <- round(least + (most - least) * runif(J, 0.05, 0.7)^2, 9)
  list(cost = cost, low = low, high = high, limit = limit, load = load)
}

dual <- function(p, lambda) {
  t <- as.vector(p$load %*% (lambda / p$limit))
  x <- pmin(pmax(sqrt(t / p$cost), p$low), p$high)
  sum(p$cost * x + t / x) - sum(lambda)
}

slope <- function(p, lambda) {
  t <- as.vector(p$load %*% (lambda / p$limit))
  x <- pmin(pmax(sqrt(t / p$cost), p$low), p$high)
  as.vector(crossprod(p$load, 1 / x)) / p$limit - 1
}

# One price at a time to the root of its own slope, until none of them gains anything.
polish <- function(p, lambda) {
  for (round in 1:20000) {
    before <- lambda
    for (j in seq_along(lambda)) {
      at <- function(v) { l <- lambda; l[j] <- v; slope(p, l)[j] }
      if (at(0) <= 0) {
        lambda[j] <- 0
        next
      }
      upper <- max(lambda[j], 1e-6)
      while (at(upper) > 0 && upper < 1e12) upper <- upper * 2
      lambda[j] <- uniroot(at, c(0, upper), tol = 1e-15 * upper)$root
    }
    if (max(abs(lambda - before)) <= 1e-13 * max(lambda, 1e-300)) break
  }
  lambda
}

solve_dual <- function(p) {
  best <- -Inf
  for (scale in c(0.1, 1, 10)) {
    start <- rep(scale * sum(p$cost), length(p$limit))
    fit <- optim(start, function(l) -dual(p, l), function(l) -slope(p, l),
                 method = "L-BFGS-B", lower = 0,
                 control = list(maxit = 10000, factr = 1, pgtol = 0))
    best <- max(best, dual(p, polish(p, fit$par)))
  }
  best
}

as_rows <- function(i, p) {
  H <- length(p$cost)
  J <- length(p$limit)
  rows <- rbind(
    data.frame(problem = i, what = "cost", h = 1:H - 1, j = 0, value = p$cost),
    data.frame(problem = i, what = "low", h = 1:H - 1, j = 0, value = p$low),
    data.frame(problem = i, what = "high", h = 1:H - 1, j = 0, value = p$high),
    data.frame(problem = i, what = "load", h = rep(1:H - 1, J), j = rep(1:J - 1, each = H),
               value = as.vector(p$load)),
    data.frame(problem = i, what = "limit", h = 0, j = 1:J - 1, value = p$limit))
  sprintf("%d,%s,%d,%d,%.17g", rows$problem, rows$what, rows$h, rows$j, rows$value)
}

problems <- lapply(seq_len(problem_count), function(i) draw())
lines <- unlist(lapply(seq_along(problems), function(i) as_rows(i - 1, problems[[i]])))
writeLines(c("# made by targets.R: problems of least cost", "problem,what,h,j,value", lines),
           "targets_problems.csv")
optima <- vapply(problems, solve_dual, 0)
writeLines(c("# made by targets.R: the optimum by the dual, base R",
             "problem,value", sprintf("%d,%.17g", seq_along(optima) - 1, optima)),
           "targets_dual.csv")
