# size.csv: sizes of samples for one rate, by trying every n. The widths are those of
# the intervals' definitions; no formula for a size is used but for the first three
# methods, whose formulas they are. size.py adds the same from sources of its own.
# R 4.2.2, package stats 4.2.2 only. The bound of the trial: beyond `top` records
# (of a simple random sample) every width is below half the margin or so.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
columns <- c("method", "width", "rate", "margin", "conf", "population", "deff", "response",
             "eligible", "assurance", "prior_x", "prior_n", "prior", "n", "n_safe",
             "n_issued", "achieved")
rows <- list()

near <- 1e-9
whole_up <- function(v) ceiling(v - near * v)

# Compliant ones at the rate: to the nearest whole, ties away from n/2.
count_at <- function(p, n) {
  low <- pmin(p, 1 - p)
  x <- ceiling(n * low - 0.5 - 1e-9)
  if (p > 0.5) n - x else x
}

wilson <- function(x, n, conf, N) {
  z <- qnorm((1 - conf) / 2, lower.tail = FALSE)
  z * sqrt(x * (n - x) / n + z^2 / 4) / (n + z^2)
}
clopper <- function(x, n, conf, N) {
  tail <- (1 - conf) / 2
  (qbeta(tail, x + 1, n - x, lower.tail = FALSE) - ifelse(x == 0, 0, qbeta(tail, x, n - x + 1))) / 2
}
# P(X < x) + P(X = x)/2 at the upper limit is the tail: by halving.
mid_upper <- function(x, n, tail) {
  low <- x / n + 0 * n; high <- rep(1, length(n))
  for (i in 1:60) {
    p <- (low + high) / 2
    left <- (pbinom(x, n, p) + pbinom(x - 1, n, p)) / 2
    high <- ifelse(left > tail, high, p)
    low <- ifelse(left > tail, p, low)
  }
  ifelse(x == n, 1, low)
}
midp <- function(x, n, conf, N) {
  tail <- (1 - conf) / 2
  (mid_upper(x, n, tail) - (1 - mid_upper(n - x, n, tail))) / 2
}
# The largest M with P(X <= x | M) above the tail: by halving on whole numbers.
urn_upper <- function(x, n, tail, N) {
  low <- x; high <- N - n + x + 1
  while (any(high - low > 1)) {
    M <- floor((low + high) / 2)
    keeps <- phyper(x, M, N - M, n) > tail * (1 + 1e-11)
    low <- ifelse(high - low > 1 & keeps, M, low)
    high <- ifelse(high - low > 1 & !keeps, M, high)
  }
  low
}
urn <- function(x, n, conf, N) {
  tail <- (1 - conf) / 2
  upper <- pmax(urn_upper(x, n, tail, N) / N, x / n)
  lower <- pmin(1 - urn_upper(n - x, n, tail, N) / N, x / n)
  lower <- ifelse(x == 0, 0, lower); upper <- ifelse(x == n, 1, upper)
  (upper - lower) / 2
}
halves <- list(wilson = wilson, `clopper-pearson` = clopper, `mid-p` = midp, hypergeometric = urn)

chance <- function(method, p, n, N, prior) {
  x <- 0:n
  if (prior$n > 0) {
    a <- prior$x + prior$start; b <- prior$n - prior$x + prior$start
    exp(lchoose(n, x) + lbeta(x + a, n - x + b) - lbeta(a, b))
  } else if (method == "hypergeometric") {
    M <- floor(p * N + 0.5)
    dhyper(x, M, N - M, n)
  } else dbinom(x, n, p)
}
none <- list(x = 0, n = 0, start = 0.5)

# The half widths of all x of an n, kept.
kept <- new.env()
all_halves <- function(method, n, conf, N) {
  key <- paste(method, n, conf, N)
  if (is.null(kept[[key]])) assign(key, halves[[method]](0:n, rep(n, n + 1), conf, N), kept)
  kept[[key]]
}

# The criterion's value at a whole size: what is to be at most the margin.
value_at <- function(method, width, p, n, conf, N, assurance, prior) {
  half <- halves[[method]]
  if (width == "rate") return(half(count_at(p, n), n, conf, N))
  sapply(n, function(m) {
    w <- all_halves(method, m, conf, N)
    if (width == "assured") w <- round(w, 12)
    f <- chance(method, p, m, N, prior)
    if (width == "expected") return(sum(w * f))
    sorted <- order(w)
    sums <- cumsum(f[sorted]); ends <- c(diff(w[sorted]) > 0, TRUE)
    w[sorted][ends][which(sums[ends] >= assurance - 1e-12)[1]]
  })
}
memory <- new.env()
values <- function(method, width, p, top, conf, N, assurance, prior) {
  key <- paste(method, width, p, top, conf, N, assurance, prior$x, prior$n, prior$start)
  if (is.null(memory[[key]]))
    assign(key, value_at(method, width, p, 1:top, conf, N, assurance, prior), memory)
  memory[[key]]
}

worth <- function(n, N, deff, own) {
  m <- if (is.infinite(N)) n / deff else n / deff * (N - 1) / (N - n)
  if (own) m <- ifelse(is.infinite(m), N, m / ((N - 1) / N + m / N))
  floor(m * (1 + near))
}
for_worth <- function(m, N, deff, own) {
  if (own) m <- if (m >= N) Inf else m * (N - 1) / (N - m)
  n0 <- m * deff
  if (is.infinite(N)) n0 else 1 / (1 / N + (1 - 1 / N) / n0)
}

add <- function(...) rows[[length(rows) + 1]] <<- paste(sapply(list(...), function(v)
  if (is.numeric(v)) sprintf("%.15g", v) else v), collapse = ",")

search <- function(method, width, p, e, conf, design, assurance = 0, prior = none, top) {
  N <- if (design$N == 0) Inf else design$N
  own <- method == "hypergeometric"
  size <- if (own) N else 0 # widths look at it only then
  w <- values(method, width, p, if (own) N - 1 else top, conf, size, assurance, prior)
  if (own) w <- c(w, 0)
  meets <- w <= e * (1 + 1e-13) + 1e-15
  n <- if (is.infinite(N)) seq_len(floor(top * design$deff)) else seq_len(N)
  m <- worth(n, N, design$deff, own)
  good <- ifelse(m < 1, FALSE, ifelse(m > length(meets), TRUE, meets[pmax(1, pmin(m, length(meets)))]))
  good[n == N] <- TRUE
  first <- which(good)[1]
  bad <- which(!good)
  safe <- if (length(bad) == 0) 1 else max(bad) + 1
  before <- if (first == 1) 0 else max(0, m[first - 1])
  # The least size it could be of those that this n is the first to be worth.
  target <- if (m[first] > length(meets)) length(meets) + 1 else {
    candidates <- seq(min(before + 1, m[first]), m[first])
    candidates[which(meets[candidates])[1]]
  }
  unrounded <- min(first, max(1, for_worth(target, N, design$deff, own)))
  usable <- design$response * design$eligible
  reaches <- unrounded <= N * design$response * (1 + near)
  achieved <- if (first == N) 0 else
    value_at(method, width, p, m[first], conf, size, assurance, prior)
  if (!reaches) return(invisible())
  add(method, width, p, e, conf, design$N, design$deff, design$response, design$eligible,
      assurance, prior$x, prior$n, if (prior$start == 1) "uniform" else "jeffreys",
      first, safe, whole_up(unrounded / usable), achieved)
}

designs <- list(list(N = 0, deff = 1, response = 1, eligible = 1),
                list(N = 1000, deff = 1.5, response = 0.85, eligible = 1),
                list(N = 200, deff = 1, response = 1, eligible = 0.8),
                list(N = 0, deff = 0.7, response = 0.9, eligible = 0.9),
                list(N = 3000, deff = 2, response = 0.9, eligible = 0.95))

# ------------------------------------------------------------------ formulas --
closed <- function(method, p, e, conf, design) {
  z <- qnorm((1 - conf) / 2, lower.tail = FALSE); q <- 1 - p
  if (method == "log-odds" && (p == 0 || p == 1)) return(invisible())
  n0 <- switch(method,
    wald = z^2 * p * q / e^2,
    wilson = z^2 * (p * q - 2 * e^2 + sqrt(e^2 * (1 - 4 * p * q) + p^2 * q^2)) / (2 * e^2),
    `log-odds` = {
      u <- uniroot(function(u) p * u / (q + p * u) - p / (p + q * u) - 2 * e, c(1, 1e12),
                   tol = 1e-14)$root
      # polished, as uniroot's tolerance is absolute
      for (i in 1:5) {
        f <- p * u / (q + p * u) - p / (p + q * u) - 2 * e
        slope <- p * q / (q + p * u)^2 + p * q / (p + q * u)^2
        u <- u - f / slope
      }
      z^2 / (p * q * log(u)^2)
    })
  N <- if (design$N == 0) Inf else design$N
  n0 <- max(n0, 0)
  unrounded <- if (n0 == 0) 0 else for_worth(n0, N, design$deff, FALSE)
  n <- min(N, max(1, whole_up(unrounded)))
  if (min(unrounded, n) > N * design$response * (1 + near)) return(invisible())
  m <- if (is.infinite(N)) n / design$deff else n / design$deff * (N - 1) / (N - n)
  achieved <- if (n == N) 0 else switch(method,
    wald = z * sqrt(p * q / m),
    wilson = z * sqrt(m * p * q + z^2 / 4) / (m + z^2),
    `log-odds` = {
      t <- z / sqrt(m * p * q)
      (plogis(qlogis(p) + t) - plogis(qlogis(p) - t)) / 2
    })
  add(method, "rate", p, e, conf, design$N, design$deff, design$response, design$eligible, 0, 0,
      0, "jeffreys", n, n, whole_up(max(1, min(unrounded, n)) / (design$response * design$eligible)),
      achieved)
}
rates <- c(0.5, 0.8, 0.9, 0.95, 0.99, 0.35, 0.02, 0, 1)
margins <- c(0.2, 0.1, 0.05, 0.03)
for (method in c("wald", "wilson", "log-odds")) for (p in rates) for (e in c(margins, 0.01))
  for (conf in c(0.9, 0.95, 0.99)) for (design in designs) closed(method, p, e, conf, design)

# -------------------------------------------------------------------- search --
for (conf in c(0.9, 0.95, 0.99)) for (p in rates) for (e in margins) for (design in designs) {
  for (method in c("clopper-pearson", "mid-p"))
    search(method, "rate", p, e, conf, design, top = 4000)
  if (design$N > 0) search("hypergeometric", "rate", p, e, conf, design)
}
some <- designs[1:3]
for (design in some) for (p in c(0.5, 0.7, 0.86, 0.95, 0.1)) for (e in c(0.1, 0.06)) {
  for (method in names(halves)) {
    if (method == "hypergeometric" && design$N != 200) next
    for (prior in list(none, list(x = 40, n = 50, start = 0.5), list(x = 3, n = 30, start = 1))) {
      if (prior$n > 0 && p != 0.5) next
      search(method, "expected", p, e, 0.95, design, prior = prior, top = 500)
      for (assurance in c(0.5, 0.8, 0.95))
        search(method, "assured", p, e, 0.95, design, assurance, prior, top = 500)
    }
  }
}

# ------------------------------------------------------- whatever the rate is --
# All one-sided limits of the coverage at its jumps k/n + e and k/n - e, e = a/b.
coverage <- function(n, a, b) {
  k <- 0:n
  up <- (k * b + n * a) / (n * b); up_ok <- k * b + n * a <= n * b
  down <- (k * b - n * a) / (n * b); down_ok <- k * b - n * a >= 0
  L <- (2 * n * a) %/% b; exact <- (2 * n * a) %% b == 0
  short <- L - exact # one fewer on the other side of an exact jump
  between <- function(from, to, p) pbinom(to, n, p) - pbinom(from - 1, n, p)
  min(between(k + 1, k + L, up)[up_ok], between(k, k + short, up)[up_ok],
      between(k - L, k - 1, down)[down_ok], between(k - short, k, down)[down_ok])
}
for (conf in c(0.9, 0.95, 0.99)) for (a in c(30, 20, 15, 12, 10, 7, 5, 4, 3)) {
  if (a == 3 && conf > 0.95) next
  top <- ceiling(log(2 / (1 - conf)) / (2 * (a / 100)^2))
  good <- sapply(1:top, function(n) coverage(n, a, 100) >= conf - 1e-13)
  for (design in designs) {
    N <- if (design$N == 0) Inf else design$N
    n <- if (is.infinite(N)) seq_len(floor(top * design$deff)) else seq_len(N)
    m <- worth(n, N, design$deff, FALSE)
    ok <- ifelse(m < 1, FALSE, ifelse(m > top, TRUE, good[pmax(1, pmin(m, top))]))
    first <- which(ok)[1]; safe <- max(0, which(!ok)) + 1
    before <- if (first == 1) 0 else m[first - 1]
    if (m[first] > top) next
    target <- (before + 1):m[first]
    target <- target[which(good[target])[1]]
    unrounded <- min(first, for_worth(target, N, design$deff, FALSE))
    if (unrounded > N * design$response) next
    add("coverage-guaranteed", "rate", 0.5, a / 100, conf, design$N, design$deff,
        design$response, design$eligible, 0, 0, 0, "jeffreys", first, safe,
        whole_up(unrounded / (design$response * design$eligible)), NA)
  }
}

# ------------------------------------------------------------- a million or so --
# Every n within 1 % of the normal approximation's: beyond, the width is off by more
# than its rounding can mend, 1/(2n) in the rate and 1/n in the width.
for (e in c(0.001, 0.002)) for (p in c(0.5, 0.3, 0.85, 0.02)) {
  for (method in c("clopper-pearson", "mid-p")) {
    if (method == "mid-p" && p == 0.5) next
    # clopper-pearson is wider by about 1/n
    n0 <- qnorm(0.975)^2 * p * (1 - p) / e^2 + if (method == "mid-p") 0 else 1 / e
    n <- floor(n0 * 0.99):ceiling(n0 * 1.01)
    w <- halves[[method]](count_at(p, n), n, 0.95, 0)
    stopifnot(w[1] > e, w[length(w)] < e)
    good <- w <= e
    first <- n[which(good)[1]]
    add(method, "rate", p, e, 0.95, 0, 1, 1, 1, 0, 0, 0, "jeffreys", first,
        n[max(which(!good))] + 1, first, w[which(good)[1]])
  }
}

head <- sprintf("# size.R with %s, stats %s", R.version.string, packageVersion("stats"))
writeLines(c(head, paste(columns, collapse = ","), unlist(rows)), "size.csv")
