# coverage.py: adds to coverage.csv and coverage_summary.csv the values that follow
# from the definitions in 45 digits. Run after coverage.R.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# Python 3.11 with mpmath 1.2.1 (Debian python3-mpmath). Chances are terms of the
# definition; limits are roots; the minimum is taken a little beside every limit.
from fractions import Fraction
from functools import lru_cache
from math import comb
from mpmath import mp, mpf, sqrt, log, erfinv, betainc, findroot

mp.dps = 45
BESIDE = mpf(10) ** -30


def number(fraction):
    return mpf(fraction.numerator) / fraction.denominator


def normal(tail):
    return erfinv(1 - 2 * number(tail)) * sqrt(mpf(2))


def score(x, n, z):
    a, b, c = 1 + z * z / n, -(2 * x / n + z * z / n), (x / n) ** 2
    d = sqrt(b * b - 4 * a * c)
    return (-b - d) / (2 * a), (-b + d) / (2 * a)


def wald(x, n, N, tail):
    p = mpf(x) / n
    half = normal(tail) * sqrt(p * (1 - p) / n)
    return p - half, p + half


def wilson(x, n, N, tail):
    return score(mpf(x), mpf(n), normal(tail))


def wilson_fpc(x, n, N, tail):
    gain = mpf(N - 1) / (N - n)
    return score(x * gain, n * gain, normal(tail))


# The p where a rising f is the tail: nearly, then to the last digit.
def reach(f, tail, n):
    away = lambda p: log(f(p) / number(tail))
    with mp.workdps(15):
        low, high = mpf(10) ** -6 / n, 1 - mpf(10) ** -6
        while high - low > mpf(10) ** -5 * low:
            middle = sqrt(low * high)
            low, high = (middle, high) if away(middle) < 0 else (low, middle)
    return findroot(away, (low, high), solver="secant", tol=mpf(10) ** -70)


def at_least(x, n):
    return lambda p: sum(comb(n, j) * p ** j * (1 - p) ** (n - j) for j in range(x, n + 1))


def lower_clopper_pearson(x, n, tail):
    return mpf(0) if x == 0 else reach(at_least(x, n), tail, n)


def clopper_pearson(x, n, N, tail):
    return lower_clopper_pearson(x, n, tail), 1 - lower_clopper_pearson(n - x, n, tail)


def lower_jeffreys(x, n, tail):
    if x == 0:
        return mpf(0)
    posterior = lambda p: betainc(x + mpf(1) / 2, n - x + mpf(1) / 2, 0, p, regularized=True)
    return reach(posterior, tail, n)


def jeffreys(x, n, N, tail):
    return lower_jeffreys(x, n, tail), 1 - lower_jeffreys(n - x, n, tail)


def first_count(x, n, N, tail):
    for M in range(x, N - n + x + 1):
        if sum(comb(M, j) * comb(N - M, n - j) for j in range(x, n + 1)) > tail * comb(N, n):
            return M


def hypergeometric(x, n, N, tail):
    return (Fraction(first_count(x, n, N, tail), N),
            Fraction(N - first_count(n - x, n, N, tail), N))


METHODS = {"wald": wald, "wilson": wilson, "wilson-fpc": wilson_fpc, "jeffreys": jeffreys,
           "clopper-pearson": clopper_pearson, "hypergeometric": hypergeometric}


@lru_cache(None)
def intervals(method, conf, side, n, N):
    tail = (1 - Fraction(conf)) / (2 if side == "two" else 1)
    found = [METHODS[method](x, n, N, tail) for x in range(n + 1)]
    kind = Fraction if method == "hypergeometric" else lambda a, b=1: mpf(a) / b
    held = []
    for x, (low, high) in enumerate(found):  # no limit is beyond the estimate
        low = kind(0) if side == "upper" or x == 0 else min(max(0, low), kind(x, n))
        high = kind(1) if side == "lower" or x == n else max(min(1, high), kind(x, n))
        held.append((kind(low), kind(high)))
    return held


def chances(n, N, rate):
    if N == 0:
        return [comb(n, x) * rate ** x * (1 - rate) ** (n - x) for x in range(n + 1)]
    M = int(rate * N + mpf(1) / 2)
    return [number(Fraction(comb(M, x) * comb(N - M, n - x), comb(N, n)))
            for x in range(n + 1)]


# A rate M/N is compared as the fraction that it is.
def held(interval, rate, N):
    if isinstance(interval[0], Fraction):
        rate = Fraction(int(rate * N + mpf(1) / 2), N)
    return interval[0] <= rate <= interval[1]


def coverage_at(case, rate):
    n, N = case[3:]
    return sum(p for p, interval in zip(chances(n, N, rate), intervals(*case))
               if held(interval, rate, N))


def width(interval):
    difference = interval[1] - interval[0]
    return number(difference) if isinstance(difference, Fraction) else mpf(difference)


def width_at(case, rate):
    return sum(p * width(i) for p, i in zip(chances(case[3], case[4], rate), intervals(*case)))


def beside(case):
    if case[4]:
        return [mpf(M) / case[4] for M in range(case[4] + 1)]
    limits = {limit for interval in intervals(*case) for limit in interval}
    rates = [limit + sign * BESIDE for limit in limits for sign in (-1, 1)]
    return [rate for rate in rates if 0 <= rate <= 1]


def lowest(case):
    found = [(coverage_at(case, rate), rate) for rate in beside(case)]
    least = min(found)[0]
    return least, min(rate for value, rate in found if value < least + mpf(10) ** -20)


# The integral of the chance of x from 0 to p.
def integral(x, n, p):
    return at_least(x + 1, n + 1)(p) / (n + 1)


def means(case):
    n, N = case[3:]
    widths = sum(width(interval) for interval in intervals(*case)) / (n + 1)
    if N:
        values = [coverage_at(case, mpf(M) / N) for M in range(N + 1)]
        return sum(values) / len(values), widths
    return sum(integral(x, n, interval[1]) - integral(x, n, interval[0])
               for x, interval in enumerate(intervals(*case))), widths


def case_of(row):
    return row[0], row[1], row[2], int(row[3]), int(row[4])


def extend(name, columns, values):
    with open(name) as file:
        lines = file.read().splitlines()
    wider = [lines[0] + "," + columns]
    for line in lines[1:]:
        wider.append(line + "".join("," + repr(float(v)) for v in values(line.split(","))))
    with open(name, "w") as file:
        file.write("\n".join(wider) + "\n")


def point(row):
    case, rate = case_of(row), mpf(float(row[5]))
    if case[4]:
        rate = mpf(int(rate * case[4] + mpf(1) / 2)) / case[4]
    return coverage_at(case, rate), width_at(case, rate)


extend("coverage.csv", "coverage,width", point)
extend("coverage_summary.csv", "minimum,minimum_at,mean,mean_width",
       lambda row: (*lowest(case_of(row)), *means(case_of(row))))
