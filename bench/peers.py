# peers.py DIRECTORY: scipy's side of the race that peers.sh runs: clopper-pearson by
# quantiles of the beta distribution of all cases at once.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# Written for Python 3.11 with scipy 1.10.1 (Debian python3-scipy).
import csv
import sys
import time

import numpy
import scipy
from scipy.stats import beta

METHOD, ROUNDS, TAIL, AGREE = "clopper-pearson", 5, 0.025, 1e-6


def rows(name):
    with open(f"{sys.argv[1]}/{name}", newline="") as file:
        return [row for row in csv.DictReader(file) if row["method"] == METHOD]


def limits(x, n):
    with numpy.errstate(invalid="ignore"):
        lower = numpy.where(x == 0, 0, beta.ppf(TAIL, x, n - x + 1))
        upper = numpy.where(x == n, 1, beta.ppf(1 - TAIL, x + 1, n - x))
    return lower, upper


cases = rows("limits.csv")
x, n, ours_lower, ours_upper = (
    numpy.array([float(row[key]) for row in cases]) for key in ("x1", "n1", "lower", "upper"))
best = float("inf")
for _ in range(ROUNDS):
    start = time.process_time()
    lower, upper = limits(x, n)
    best = min(best, time.process_time() - start)
apart = max(abs(lower - ours_lower).max(), abs(upper - ours_upper).max())
ours = float(rows("times.csv")[0]["us"])
theirs = best / len(cases) * 1e6
print(f"{METHOD:<20}{len(cases):>7}{ours:>11.3f}{theirs:>12.3f}{theirs / ours:>9.1f}"
      f"{apart:>10.1e}  scipy {scipy.__version__}: beta.ppf, all at once")
sys.exit(not apart <= AGREE)
