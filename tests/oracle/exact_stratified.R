# exact_stratified.R: exact limits for small stratified populations by looking at
# every configuration of compliant units (Wendell & Schmee 1996, JASA 91): the
# statistic is sum(N_h/n_h x_h); a total is rejected when under no configuration
# with this total, and possible given the sample, a statistic as large is more
# likely than the tail. R 4.2.2, dhyper and phyper only. Run in this folder.
# Writes exact_stratified.csv; exact_stratified.py adds lower_2 and upper_2.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
options(digits = 17)
designs <- list(list(N = 12, n = 5), list(N = c(8, 8), n = c(4, 4)),
                list(N = c(8, 12), n = c(3, 6)), list(N = c(20, 6), n = c(5, 5)),
                list(N = c(15, 9), n = c(4, 9)), list(N = c(8, 7, 9), n = c(3, 4, 3)),
                list(N = c(6, 10, 5), n = c(2, 4, 3)))

least_totals <- function(N, n, samples, tail) {
  configurations <- as.matrix(expand.grid(lapply(N, function(k) 0:k)))
  T <- as.numeric(samples %*% (N / n))
  p <- apply(configurations, 1, function(M) {
    mass <- rep(1, nrow(samples))
    for (h in seq_along(N)) mass <- mass * dhyper(samples[, h], M[h], N[h] - M[h], n[h])
    sapply(T, function(t) sum(mass[T >= t - 1e-9]))
  })
  total <- rowSums(configurations)
  sapply(seq_len(nrow(samples)), function(s) {
    x <- samples[s, ]
    possible <- apply(configurations, 1, function(M) all(M >= x & N - M >= n - x))
    min(total[possible & p[s, ] > tail * (1 + 1e-11)])
  })
}

rows <- c("# Made by exact_stratified.R (R 4.2.2) and exact_stratified.py; see there.",
          "conf,N1,n1,x1,N2,n2,x2,N3,n3,x3,lower,upper")
for (d in designs) for (conf in c(0.8, 0.95, 0.99)) {
  samples <- as.matrix(expand.grid(lapply(d$n, function(k) 0:k)))
  mirrored <- sweep(-samples, 2, d$n, "+")
  lower <- least_totals(d$N, d$n, samples, (1 - conf) / 2)
  upper <- sum(d$N) - least_totals(d$N, d$n, mirrored, (1 - conf) / 2)
  for (s in seq_len(nrow(samples))) {
    cells <- rep(0, 9)
    for (h in seq_along(d$N)) cells[3 * h - 2:0] <- c(d$N[h], d$n[h], samples[s, h])
    rows <- c(rows, paste(c(conf, cells, lower[s], upper[s]), collapse = ","))
  }
}
writeLines(rows, "exact_stratified.csv")
