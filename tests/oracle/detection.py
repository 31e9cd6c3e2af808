# detection_exact.csv: the cases of detection.csv in exact fractions (gmpy2 2.1.2), decimals as
# they are written; Poisson in 60 digits (mpmath 1.2.1). Sizes: for every accept number the
# smallest n by doubling and halving on exact tails; with two risks the smallest n of all.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
import csv
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

import gmpy2
import mpmath
from gmpy2 import comb, mpq

mpmath.mp.dps = 60


def decimal(text):
    return Fraction(text).limit_denominator(100000)


@lru_cache(maxsize=None)
def passes(method, accept, n, rate, N, up=True):
    """P(X <= accept)"""
    if method == "binomial":
        a, b = rate.numerator, rate.denominator
        return mpq(sum(comb(n, x) * a ** x * (b - a) ** (n - x)
                       for x in range(min(accept, n) + 1)), b ** n)
    if method == "hypergeometric":
        M = ceil(rate * N) if up else floor(rate * N)
        return mpq(sum(comb(M, x) * comb(N - M, n - x)
                       for x in range(max(0, n - N + M), min(accept, n, M) + 1)), comb(N, n))
    mean = mpmath.mpf(n) * rate.numerator / rate.denominator
    return mpmath.exp(-mean) * sum(mean ** x / mpmath.factorial(x) for x in range(accept + 1))


def bound(method, value):
    return mpmath.mpf(value.numerator) / value.denominator if method == "poisson" else mpq(value)


def smallest(method, accept, rate, alpha, N):
    most = N if method == "hypergeometric" else 10 ** 7
    low, high = accept, accept + 1
    while passes(method, accept, high, rate, N) > alpha:
        low, high = high, min(2 * high, most)
    while high - low > 1:
        middle = (low + high) // 2
        if passes(method, accept, middle, rate, N) > alpha:
            low = middle
        else:
            high = middle
    return high


def size(row, method, rate, N):
    alpha = bound(method, 1 - decimal(row["conf"]))
    if row["accept"]:
        return smallest(method, int(float(row["accept"])), rate, alpha, N), ""
    acceptable, risk = decimal(row["acceptable"]), bound(method, decimal(row["risk"]))
    found = []
    for accept in range(60):
        if method == "hypergeometric" and accept >= ceil(rate * N):
            break
        n = smallest(method, accept, rate, alpha, N)
        if 1 - passes(method, accept, n, acceptable, N, False) <= risk:
            found.append((n, accept))
    return min(found)


def answer(row):
    method = row["method"]
    if row["what"] == "factor":
        accept = int(float(row["accept"]))
        alpha = 1 - decimal(row["conf"])
        wanted = mpmath.mpf(alpha.numerator) / alpha.denominator
        start = mpmath.mpf(row["value"])
        root = mpmath.findroot(lambda m: mpmath.gammainc(accept + 1, m, regularized=True) - wanted,
                               (start * 0.99, start * 1.01), solver="anderson", tol=1e-50)
        return mpmath.nstr(root, 17), ""
    rate, N = decimal(row["rate"]), int(float(row["population"]))
    if row["what"] == "size":
        return size(row, method, rate, N)
    n = int(float(row["n"]))
    if row["what"] == "passes":
        return mpmath.nstr(mpmath.mpf(str(gmpy2.mpfr(
            passes(method, int(float(row["accept"])), n, rate, N), 200)))
            if method != "poisson" else passes(method, int(float(row["accept"])), n, rate, N),
            17), ""
    alpha = bound(method, 1 - decimal(row["conf"]))
    accept = -1
    while accept + 1 < n and passes(method, accept + 1, n, rate, N) <= alpha:
        accept += 1
    return accept, ""


with open("detection.csv") as file:
    rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
with open("detection_exact.csv", "w") as out:
    out.write("# detection.py with gmpy2 %s, mpmath %s\n" % (gmpy2.version(), mpmath.__version__))
    names = list(rows[0])
    out.write(",".join(names) + "\n")
    for row in rows:
        row["value"], row["second"] = map(str, answer(row))
        out.write(",".join(row[name] for name in names) + "\n")
