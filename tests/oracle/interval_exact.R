# interval_exact.R: blaker, blyth-still-casella and wang by their definitions,
# interval_METHOD.csv: acceptability by halving, and whole tables refined step by
# step. The library finds each limit from a few equations and without a table.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# R 4.2.2 (Debian r-base-core 4.2.2.20221110-2), package stats.
confs <- c(0.5, 0.8, 0.9, 0.95, 0.99, 0.9999)

# The last double from `kept` towards `lost` at which the test holds.
halve <- function(test, kept, lost) {
  repeat {
    p <- kept + (lost - kept) / 2
    if (p == kept || p == lost) return(kept)
    if (test(p)) kept <- p else lost <- p
  }
}

# ---------------------------------------------------------------- blaker --
# near: the tail of x; far: the largest opposite tail that is not larger, and
# where it begins. Below the first p at which far gains a count, acceptability
# reaches alpha at most once.
blaker_lower <- function(x, n, alpha) {
  if (x == 0) return(0)
  near <- function(p) pbinom(x - 1, n, p, lower.tail = FALSE)
  last <- function(p, tail) qbinom(tail, n, p) - 1
  start <- qbeta(alpha / 2, x, n - x + 1)
  first <- last(start, alpha / 2)
  rejected <- function(p) {
    y <- last(p, near(p))
    y == first && near(p) + pbinom(y, n, p) < alpha * (1 - 1e-15)
  }
  halve(rejected, start, min(x / n, 1 - 1e-16))
}
blaker_upper <- function(x, n, alpha) {
  if (x == n) return(1)
  near <- function(p) pbinom(x, n, p)
  first_above <- function(p, tail) qbinom(tail, n, p, lower.tail = FALSE) + 1
  start <- qbeta(alpha / 2, x + 1, n - x, lower.tail = FALSE)
  first <- first_above(start, alpha / 2)
  rejected <- function(p) {
    y <- first_above(p, near(p))
    y == first && near(p) + pbinom(y - 1, n, p, lower.tail = FALSE) < alpha * (1 - 1e-15)
  }
  halve(rejected, start, max(x / n, 1e-300))
}
# By whichever of p and 1 - p is the smaller when n is large: qbinom is then wrong
# where p is near 1.
blaker <- function(x, n, alpha) if (2 * x <= n || n < 100)
  c(blaker_lower(x, n, alpha), blaker_upper(x, n, alpha)) else
  1 - c(blaker_upper(n - x, n, alpha), blaker_lower(n - x, n, alpha))

# --------------------------------------------------- blyth-still-casella --
# From x = n down each lower limit is raised, with its mirror, until the coverage
# without x would be below the level.
blyth_still_casella <- function(n, alpha) {
  x <- 0:n
  L <- qbeta(alpha / 2, x, n - x + 1)
  for (k in n:1) repeat {
    s <- L[k + 1]
    U <- 1 - rev(L)
    end <- min(U[U > s & x != n - k], if (s < 0.5) 0.5 else 1)
    others <- x[x != k & L <= s & U > s & !(x == n - k & s >= 0.5)]
    if (length(others) == 0) break
    stopifnot(diff(others) == 1)
    covers <- function(p) pbinom(min(others) - 1, n, p) +
      pbinom(max(others), n, p, lower.tail = FALSE) <= alpha
    if (!covers(s)) break
    if (covers(end)) {
      L[k + 1] <- end
      if (end == 1) break
    } else {
      L[k + 1] <- halve(covers, s, end)
      break
    }
  }
  cbind(L, 1 - rev(L))
}

# ------------------------------------------------------------------ wang --
# From the middle outwards the limits of x give up one M after the other, with
# their mirrors, while the coverage of that M stays at the level.
wang <- function(n, N, alpha) {
  x <- 0:n
  first <- function(k) {
    if (k == 0) return(0)
    M <- k:(N - n + k)
    M[which(phyper(k - 1, M, N - M, n, lower.tail = FALSE) > alpha / 2 * (1 + 1e-10))[1]]
  }
  table <- cbind(sapply(x, first), 0)
  table[, 2] <- N - rev(table[, 1])
  give_up <- function(k, side) repeat {
    M <- table[k + 1, side]
    next_table <- table
    next_table[k + 1, side] <- M + if (side == 1) 1 else -1
    next_table[n - k + 1, 3 - side] <- N - next_table[k + 1, side]
    covering <- x[next_table[, 1] <= M & M <= next_table[, 2]]
    if (sum(dhyper(covering, M, N - M, n)) < 1 - alpha * (1 + 1e-10)) break
    table <<- next_table
  }
  for (k in (n %/% 2):0) {
    give_up(k, 1)
    if (2 * k != n) give_up(k, 2)
  }
  table / N
}

# ----------------------------------------------------------------- cases --
write_cases <- function(cases, method) {
  if (method != "blaker") { # no limit is beyond the estimate
    cases$lower <- pmin(cases$lower, cases$x / cases$n)
    cases$upper <- pmax(cases$upper, cases$x / cases$n)
  }
  cases$lower[cases$x == 0] <- 0
  cases$upper[cases$x == cases$n] <- 1
  text <- data.frame(x = sprintf("%.17g", cases$x), n = sprintf("%.17g", cases$n),
                     conf = format(cases$conf, digits = 4, drop0trailing = TRUE, trim = TRUE), side = "two",
                     population = sprintf("%.17g", cases$population),
                     lower_r = sprintf("%.17g", cases$lower), upper_r = sprintf("%.17g", cases$upper))
  write.csv(text, sprintf("interval_%s.csv", method), row.names = FALSE, quote = FALSE)
}
# The rows of a table; of a large one those of some x.
table_rows <- function(limits, n, N, conf) {
  x <- unique(c(0:min(n, 12), round(seq(0, n, length.out = min(n, 130) + 1)), max(0, n - 12):n))
  data.frame(x = x, n = n, conf = conf, population = N, lower = limits[x + 1, 1], upper = limits[x + 1, 2])
}

set.seed(2000)
n <- c(1, 2, 3, 10, 31, 115, 1000, 1e5, 1e7)
edge <- do.call(rbind, lapply(n, function(n)
  expand.grid(x = unique(c(0, 1, n %/% 2, n - 1, n)), n = n, conf = confs)))
count <- 2100 - nrow(edge)
n <- floor(exp(runif(count, 0, log(1e7 + 1))))
drawn <- data.frame(x = floor((n + 1) * runif(count)^2), n = n, conf = sample(confs, count, TRUE))
cases <- rbind(edge, drawn)
cases$population <- 0
found <- mapply(function(x, n, conf) blaker(x, n, 1 - conf), cases$x, cases$n, cases$conf)
cases$lower <- found[1, ]
cases$upper <- found[2, ]
write_cases(cases, "blaker")

# At n = 2 and 0.5 what is left out touches alpha at 1/2 and does not cross it,
# which halving cannot see.
tables <- rbind(subset(expand.grid(n = 1:22, conf = confs), n != 2 | conf != 0.5),
                expand.grid(n = c(31, 64, 100, 1000, 4000), conf = confs[2:5]))
write_cases(do.call(rbind, mapply(function(n, conf)
  table_rows(blyth_still_casella(n, 1 - conf), n, 0, conf), tables$n, tables$conf, SIMPLIFY = FALSE)),
  "blyth-still-casella")

tables <- expand.grid(n = c(1, 2, 5, 8, 13), N = c(14, 15, 20, 33, 42, 200, 3001), conf = confs)
tables <- rbind(tables, expand.grid(n = c(12, 19, 30), N = 31, conf = confs),
                expand.grid(n = c(50, 115), N = c(116, 2000, 59178), conf = 0.95))
write_cases(do.call(rbind, mapply(function(n, N, conf)
  table_rows(wang(n, N, 1 - conf), n, N, conf), tables$n, tables$N, tables$conf, SIMPLIFY = FALSE)),
  "wang")
