# interval.py: adds lower and upper to interval.csv, by solving the equation that
# defines each limit in 50 digits. Run after interval.R.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# Python 3.11 with mpmath 1.2.1 (Debian python3-mpmath). No distribution function
# of R, GSL or mpmath is used: tails are sums of the terms of the definition.
from fractions import Fraction
from functools import lru_cache
from math import comb
from mpmath import mp, mpf, sqrt, log, exp, loggamma, erfinv

mp.dps = 50
NEGLIGIBLE = mpf(10) ** -40


@lru_cache(None)
def normal(tail):  # the squared quantile follows from erfc(z/sqrt 2)/2 = tail
    with mp.workdps(60):
        return erfinv(1 - 2 * mpf(tail.numerator) / tail.denominator) * sqrt(mpf(2))


def roots(a, b, c):
    d = sqrt(b * b - 4 * a * c)
    return (-b - d) / (2 * a), (-b + d) / (2 * a)


def wald(x, n, N, tail):
    p, z = mpf(x) / n, normal(tail)
    half = z * sqrt(p * (1 - p) / n)
    return p - half, p + half


# (phat - p)^2 = z^2 p (1 - p) v, with v the variance's factor
def score(phat, z, v):
    return roots(1 + z * z * v, -(2 * phat + z * z * v), phat * phat)


def wilson(x, n, N, tail):
    return score(mpf(x) / n, normal(tail), mpf(1) / n)


def wilson_fpc(x, n, N, tail):
    return score(mpf(x) / n, normal(tail), mpf(N - n) / (mpf(n) * (N - 1)))


def wilson_cc(x, n, N, tail):  # as Newcombe 1998 prints method 4
    p, z = mpf(x) / n, normal(tail)
    q = 1 - p
    low = z * z - 2 - mpf(1) / n + 4 * p * (n * q + 1)
    high = z * z + 2 - mpf(1) / n + 4 * p * (n * q - 1)
    below = (2 * n * p + z * z - 1 - z * sqrt(low)) / (2 * (n + z * z)) if x > 0 else 0
    above = (2 * n * p + z * z + 1 + z * sqrt(high)) / (2 * (n + z * z)) if x < n else 1
    return below, above


def agresti_coull(x, n, N, tail):
    z = normal(tail)
    size = n + z * z
    p = (x + z * z / 2) / size
    half = z * sqrt(p * (1 - p) / size)
    return p - half, p + half


# The probability of {X = x} and its tail {X >= x}, as the sum of its terms.
def binomial_tail(x, n, p):
    term = exp(loggamma(n + 1) - loggamma(x + 1) - loggamma(n - x + 1) + x * log(p)
               + (n - x) * log(1 - p))
    first, total, odds, k = term, term, p / (1 - p), x
    while k < n and term > NEGLIGIBLE * total:
        term *= odds * (n - k) / (k + 1)
        total += term
        k += 1
    return first, total


# The integral of Beta(a, b) to p as its power series (DLMF 8.17.8), from the
# other end where that is shorter, and p times its derivative.
def beta_tail(a, b, p):
    if p > 0.5 and ((a + b) * (1 - p) < 1000 or p > a / (a + b)):
        slope, total = beta_tail(b, a, 1 - p)
        return slope * p / (1 - p), 1 - total
    head = exp(a * log(p) + b * log(1 - p) + loggamma(a + b) - loggamma(a) - loggamma(b))
    term = total = head / a
    j = 0
    while term > NEGLIGIBLE * total:
        term *= p * (a + b + j) / (a + 1 + j)
        total += term
        j += 1
    return head / (1 - p), total


# Newton's method for log probability as a function of log odds, halving where it
# would leave what is known: tail_at gives the tail and p times its derivative.
def solve(tail_at, tail, start):
    p, target = mpf(start), log(mpf(tail.numerator) / tail.denominator)
    low, high = mpf(0), mpf(1)
    for _ in range(300):
        total, slope = tail_at(p)
        excess = log(total) - target
        low, high = (low, p) if excess > 0 else (p, high)
        step = excess * total / slope
        if abs(step) < mpf(10) ** -25:
            return p
        odds = p / (1 - p) * exp(-step / (1 - p))
        p = odds / (1 + odds)
        if not low < p < high:
            p = (low + high) / 2
    raise ArithmeticError((tail, start))


def lower_clopper(x, n, tail):
    def tail_at(p):
        first, total = binomial_tail(x, n, p)
        return total, x * first
    return solve(tail_at, tail, mpf(x) / (n + 1)) if x > 0 else mpf(0)


def lower_mid(x, n, tail):
    if x == n and tail == Fraction(1, 2):
        return mpf(1)  # p^n/2 = 1/2

    def tail_at(p):
        first, total = binomial_tail(x, n, p)
        return total - first / 2, (x + (n - x) * p / (1 - p)) * first / 2
    return solve(tail_at, tail, mpf(x) / (n + 1)) if x > 0 else mpf(0)


def lower_jeffreys(x, n, tail):
    def tail_at(p):
        slope, total = beta_tail(x + mpf(1) / 2, n - x + mpf(1) / 2, p)
        return total, slope
    return solve(tail_at, tail, mpf(x) / (n + 1)) if x > 0 else mpf(0)


def by_mirror(lower):
    return lambda x, n, N, tail: (lower(x, n, tail), 1 - lower(n - x, n, tail))


# P(X >= x | M) > tail, in whole numbers where they are small.
def accepted(x, n, N, M, tail):
    if N <= 3000:
        ways = sum(comb(M, k) * comb(N - M, n - k) for k in range(x, min(n, M) + 1))
        return ways * tail.denominator > tail.numerator * comb(N, n)
    choose = lambda a, b: loggamma(a + 1) - loggamma(b + 1) - loggamma(a - b + 1)
    term = exp(choose(M, x) + choose(N - M, n - x) - choose(N, n))
    total, k, limit = term, x, mpf(tail.numerator) / tail.denominator * (1 + NEGLIGIBLE)
    while k < min(n, M) and total <= limit and term > NEGLIGIBLE * total:
        term *= mpf((M - k) * (n - k)) / ((k + 1) * (N - M - n + k + 1))
        total += term
        k += 1
    return total > limit


def first_count(x, n, N, tail):
    low, high = x - 1, N - n + x
    while high - low > 1:
        M = (low + high) // 2
        if accepted(x, n, N, M, tail):
            high = M
        else:
            low = M
    return high


def hypergeometric(x, n, N, tail):
    return (mpf(first_count(x, n, N, tail)) / N, mpf(N - first_count(n - x, n, N, tail)) / N)


METHODS = {"wald": wald, "wilson": wilson, "wilson-cc": wilson_cc, "wilson-fpc": wilson_fpc,
           "agresti-coull": agresti_coull, "clopper-pearson": by_mirror(lower_clopper),
           "mid-p": by_mirror(lower_mid), "jeffreys": by_mirror(lower_jeffreys),
           "hypergeometric": hypergeometric}


def settled(row):
    x, n, N = (int(float(row[key])) for key in ("x", "n", "population"))
    p, side = mpf(x) / n, row["side"]
    # The level that a double holds; in whole-number comparisons the decimal, for
    # which a tail can be met exactly.
    conf = Fraction(row["conf"]) if N else Fraction(float(row["conf"]))
    if N == n:
        lower = upper = p
    else:
        lower, upper = METHODS[row["method"]](x, n, N, (1 - conf) / (2 if side == "two" else 1))
    lower = mpf(0) if x == 0 or side == "upper" else max(mpf(0), min(lower, p))
    upper = mpf(1) if x == n or side == "lower" else min(mpf(1), max(upper, p))
    return lower, upper


with open("interval.csv") as file:
    lines = file.read().split()
names = lines[0].split(",")
with open("interval.csv", "w") as file:
    print(",".join(names[:8] + ["lower", "upper"]), file=file)
    for line in lines[1:]:
        fields = line.split(",")[:8]
        limits = [repr(float(limit)) for limit in settled(dict(zip(names, fields)))]
        print(",".join(fields + limits), file=file)
