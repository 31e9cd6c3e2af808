# plan_means_search.csv: the cases of plan_means.csv from first principles.
#   size    the smallest whole n whose standard error times the quantile is small enough, by
#           halving, decimals as written, in 50 digits (mpmath 1.2.1); t by scipy 1.10.1
#   rate    the same search, for a population of zeroes and ones
#   margin  the same standard error: that of a mean of n drawn from N numbers with variance S^2
#   clusters, incidents: the variance of a mean over the covariance matrix of all records, of
#           cluster sizes that have this mean and variation exactly, over that of independent
#           ones (numpy 1.24)
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
import csv
from fractions import Fraction

import mpmath
import numpy as np
import scipy.stats
from mpmath import mpf

mpmath.mp.dps = 50


def decimal(text):
    d = Fraction(text or "0").limit_denominator(100000)
    return mpf(d.numerator) / d.denominator


def z_of(conf):
    return mpmath.sqrt(2) * mpmath.erfinv(conf)


def quantile(row, n):
    if row["student"] == "1":
        return mpf(scipy.stats.t.isf(float((1 - decimal(row["conf"])) / 2), float(n) - 1))
    return z_of(decimal(row["conf"]))


def variance(row, n):
    N = decimal(row["population"])
    left = 1 - n / N if N > 0 else 1
    sd = mpf(row["sd"]) if len(row["sd"]) > 30 else decimal(row["sd"])
    return decimal(row["deff"]) * sd ** 2 / n * left


def size(row):
    kind, target, mean = row["kind"], decimal(row["target"]), decimal(row["mean"])
    student = row["student"] == "1" and kind != "cv"

    def meets(n):
        se = mpmath.sqrt(max(mpf(0), variance(row, n)))
        if kind == "cv":
            return se <= target * mean * (1 + mpf(10) ** -30)
        q = quantile(row, n) if student else z_of(decimal(row["conf"]))
        return q * se <= target * (mean if kind == "relative" else 1)

    def first(unit):
        """The smallest whole k with k*unit records enough."""
        low, high = mpf(0), mpf(1)
        while not meets(high * unit):
            low, high = high, 2 * high
            if decimal(row["population"]) > 0 and high * unit >= decimal(row["population"]):
                break
        while high - low > 1:
            middle = mpmath.floor((low + high) / 2)
            if meets(middle * unit):
                high = middle
            else:
                low = middle
        return high

    kept = decimal(row["response"]) * decimal(row["eligible"])
    if student:
        low, high = 1, 2
        while not meets(mpf(high)) and not 0 < decimal(row["population"]) <= high:
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if meets(mpf(middle)) else (middle, high)
        return high, int(mpmath.ceil(high / kept * (1 - mpf(10) ** -30)))
    return int(first(mpf(1))), int(first(kept))


def rate_size(row):
    """A rate is the mean of zeroes and ones, whose S^2 is N/(N-1) pq."""
    p, N = decimal(row["mean"]), decimal(row["population"])
    inner = p * (1 - p) * (N / (N - 1) if N > 0 else 1)
    return size({**row, "deff": "1", "response": "1", "eligible": "1", "student": "0",
                 "sd": mpmath.nstr(mpmath.sqrt(inner), 40)})[0]


def effect(sizes, rho):
    """Variance of the mean of all records of clusters of these sizes, to that of as many
    independent ones."""
    total = sum(sizes)
    matrix = np.zeros((total, total))
    at = 0
    for b in sizes:
        matrix[at:at + b, at:at + b] = rho
        at += b
    np.fill_diagonal(matrix, 1)
    return matrix.sum() / total


def cluster_sizes(size, cv):
    """Two sizes, half and half, with this mean and coefficient of variation."""
    times = 2 if size != int(size) else 1
    low, high = size * (1 - cv), size * (1 + cv)
    assert low == int(low) and high == int(high)
    return [int(low)] * (2 * times) + [int(high)] * (2 * times)


def answer(row):
    if row["what"] == "size":
        return size(row)
    if row["what"] == "rate":
        return rate_size(row), ""
    if row["what"] == "margin":
        n = decimal(row["n"])
        return mpmath.nstr(quantile(row, n) * mpmath.sqrt(max(mpf(0), variance(row, n))), 17), ""
    rho = float(row["icc"])
    if row["what"] == "clusters":
        return repr(effect(cluster_sizes(float(row["size"]), float(row["cv"])), rho)), ""
    counts = [int(100 * float(row["share%d" % m]) + 0.5) for m in range(4)]
    sizes = [m for m in range(4) for _ in range(counts[m])]
    return repr(effect(sizes, rho)), repr(sum(sizes) / 100)


with open("plan_means.csv") as file:
    rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
with open("plan_means_search.csv", "w") as out:
    out.write("# plan_means.py with mpmath %s, scipy %s, numpy %s\n"
              % (mpmath.__version__, scipy.__version__, np.__version__))
    names = list(rows[0])
    out.write(",".join(names) + "\n")
    for row in rows:
        row["value"], row["second"] = map(str, answer(row))
        out.write(",".join(row[name] for name in names) + "\n")
