# size.py: adds to size.csv the sizes by other means: n_second, safe_second and
# achieved_second. Run after size.R.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# Python 3.11 with mpmath 1.2.1, scipy 1.10.1 and numpy (Debian). What is not R's:
# - the formulas' n: the first n whose interval, in 40 digits, is narrow enough;
# - clopper-pearson: scipy's inverse of the incomplete beta function;
# - mid-p: Newton's steps on the incomplete beta function, halved where they leave the
#   bracket;
# - hypergeometric: sums of the terms, by logarithms of factorials in long double;
# - laws of X: terms by recurrence from the ratio of neighbours;
# - coverage: at rates a trifle beside the jumps, which k are near being decided by
#   whole numbers.
import csv
from fractions import Fraction as F
from functools import lru_cache
from math import ceil, floor, inf
import numpy as np
from mpmath import mp, mpf, sqrt, erfinv, exp, log, loggamma
from scipy.special import betaincinv, betainc, bdtr, ndtri
from scipy.stats import beta as beta_law

mp.dps = 40
SLACK = 1e-12


def decimal(text):
    return F(text)


@lru_cache(None)
def normal(conf):
    return erfinv(mpf(conf.numerator) / conf.denominator) * sqrt(mpf(2))


def effective(n, deff, N):  # what n records are worth, exactly
    if N and n >= N:
        return None
    m = F(n) / deff
    return m * F(N - 1, N - n) if N else m


# -------------------------------------------------------------- formulas --
def closed_half(method, p, m, conf):
    z, p, m = normal(conf), mpf(p.numerator) / p.denominator, mpf(m.numerator) / m.denominator
    q = 1 - p
    if method == "wald":
        return z * sqrt(p * q / m)
    if method == "wilson":  # (m + z^2) t^2 - (2mp + z^2) t + m p^2 = 0: the roots' distance
        a, b, c = m + z * z, -(2 * m * p + z * z), m * p * p
        return sqrt(b * b - 4 * a * c) / a / 2
    odds, u = p / q, exp(z / sqrt(m * p * q))
    return (odds * u / (1 + odds * u) - odds / u / (1 + odds / u)) / 2


def closed(row):
    method, p, e = row["method"], decimal(row["rate"]), decimal(row["margin"])
    conf, N, deff = decimal(row["conf"]), int(row["population"]), decimal(row["deff"])
    limit = mpf(e.numerator) / e.denominator

    def good(n):
        m = effective(n, deff, N)
        return m is None or closed_half(method, p, m, conf) <= limit

    low, high = 0, 1
    while not good(high):
        low, high = high, min(high * 2, N) if N else high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if good(middle) else (middle, high)
    m = effective(high, deff, N)
    return high, high, 0.0 if m is None else float(closed_half(method, p, m, conf))


# ---------------------------------------------------------------- widths --
def clopper_upper(x, n, tail):
    x, n = np.broadcast_arrays(np.asarray(x, float), np.asarray(n, float))
    out = np.ones(x.shape)
    inside = x < n
    # 1 - quantile of the mirrored tail keeps the small side precise
    out[inside] = 1 - betaincinv(n[inside] - x[inside], x[inside] + 1, tail)
    return out


def midp_upper(x, n, tail):
    x, n = np.broadcast_arrays(np.asarray(x, float), np.asarray(n, float))
    out = np.ones(x.shape)
    edge = x == 0
    out[edge] = 1 - (2 * tail) ** (1 / n[edge])
    mid = (x > 0) & (x < n)
    a, m = x[mid], n[mid]
    low, high = a / m, np.ones(a.shape)
    p = np.minimum(1 - 1e-12, low + 1.9 * np.sqrt(low * (1 - low) / m) + 1 / m)
    for _ in range(80):
        # P(X <= a) = 1 - I_p(a+1, m-a); P(X < a) = 1 - I_p(a, m-a+1)
        f = 1 - (betainc(a + 1, m - a, p) + betainc(a, m - a + 1, p)) / 2 - tail
        low, high = np.where(f > 0, p, low), np.where(f > 0, high, p)
        slope = -(beta_law.pdf(p, a + 1, m - a) + beta_law.pdf(p, a, m - a + 1)) / 2
        with np.errstate(all="ignore"):
            step = p - f / slope
        fine = np.isfinite(step) & (step > low) & (step < high)
        new = np.where(fine, step, (low + high) / 2)
        if np.all(np.abs(new - p) < 5e-16 * p):
            break
        p = new
    out[mid] = p
    return out


def binomial_half(upper, x, n, conf):
    tail = float((1 - conf) / 2)
    return (upper(x, n, tail) - (1 - upper(np.asarray(n) - x, n, tail))) / 2


def wilson_half(x, n, conf):
    z = -ndtri(float((1 - conf) / 2))
    p = x / n
    v = z * z / n
    centre = (p + v / 2) / (1 + v)
    return np.sqrt(centre**2 - p * p / (1 + v))


class Urn:
    """All limits of a population and a level."""

    def __init__(self, N, conf):
        self.N = N
        self.tail = float((1 - conf) / 2) * (1 + 1e-11)
        logs = np.log(np.arange(1, N + 1, dtype=np.longdouble))
        self.fact = np.concatenate([[np.longdouble(0)], np.cumsum(logs)])
        self.memory = {}

    def choose(self, n, k):
        return self.fact[n] - self.fact[k] - self.fact[n - k]

    def law(self, n):
        """P(X <= x | M) for all M (rows) and x (columns)."""
        if n not in self.memory:
            N = self.N
            M, x = np.arange(N + 1)[:, None], np.arange(n + 1)[None, :]
            ok = (x <= M) & (n - x <= N - M)
            Mb, xb = np.where(ok, M, n), np.where(ok, x, n)
            terms = self.choose(Mb, xb) + self.choose(N - Mb, n - xb) - self.choose(N, n)
            pmf = np.where(ok, np.exp(terms), 0)
            below = np.cumsum(pmf, axis=1)
            # the largest M with P(X <= x | M) above the tail
            self.memory[n] = np.array([np.nonzero(below[:, k] > self.tail)[0].max()
                                       for k in range(n + 1)])
        return self.memory[n]

    def upper(self, x, n):
        """The same for one x, by halving."""
        N, k = self.N, np.arange(x + 1)
        low, high = x, N - n + x + 1
        ways = self.choose(n, k)
        while high - low > 1:
            M = (low + high) // 2
            ks = k[max(0, n - (N - M)):]
            terms = (ways[ks] + self.choose(N - n, M - ks) - self.choose(N, M)).astype(float)
            low, high = (M, high) if np.exp(terms).sum() > self.tail else (low, M)
        return low

    def between(self, x, n, upper_x, upper_y):
        high = max(upper_x / self.N, x / n) if x < n else 1
        low = min(1 - upper_y / self.N, x / n) if x > 0 else 0
        return (high - low) / 2

    def half(self, x, n):
        if (x, n) not in self.memory:
            self.memory[x, n] = self.between(x, n, self.upper(x, n), self.upper(n - x, n))
        return self.memory[x, n]

    def halves(self, n):
        upper = self.law(n)
        return np.array([self.between(x, n, upper[x], upper[n - x]) for x in range(n + 1)])


@lru_cache(None)
def urn(N, conf):
    return Urn(N, conf)


@lru_cache(None)
def all_halves(method, n, conf, N):
    x = np.arange(n + 1)
    if method == "hypergeometric":
        return urn(N, conf).halves(n)
    if method == "wilson":
        return wilson_half(x, n, conf)
    upper = clopper_upper if method == "clopper-pearson" else midp_upper
    return binomial_half(upper, x, np.full(n + 1, n), conf)


def count_at(p, n):  # ties away from n/2
    low = min(p, 1 - p)
    x = ceil(n * low - F(1, 2))
    return n - x if p > F(1, 2) else x


@lru_cache(None)
def at_rate(method, p, top, conf):
    n = np.arange(1, top + 1)
    x = np.array([count_at(p, int(k)) for k in n])
    upper = clopper_upper if method == "clopper-pearson" else midp_upper
    return binomial_half(upper, x, n, conf)


@lru_cache(None)
def law(method, p, n, N, prior):
    """P(X = x), by the ratios of neighbours from the middle."""
    x = np.arange(n, dtype=float)
    if prior:
        a, b = prior
        ratio = (n - x) * (x + a) / ((x + 1) * (n - x - 1 + b))
    elif method == "hypergeometric":
        M = floor(p * N + F(1, 2))
        ratio = (M - x) * (n - x) / ((x + 1) * (N - M - n + x + 1.0))
        ratio = np.where(np.isfinite(ratio) & (ratio > 0), ratio, 0)
        lowest = max(0, n - (N - M))
        ratio[:lowest] = inf
    elif p in (0, 1):
        out = np.zeros(n + 1)
        out[n if p == 1 else 0] = 1
        return out
    else:
        ratio = (n - x) / (x + 1) * float(p / (1 - p))
    logs = np.zeros(n + 1, dtype=np.longdouble)
    with np.errstate(divide="ignore"):
        steps = np.log(ratio.astype(np.longdouble))
    if method == "hypergeometric" and not prior:
        start = max(0, n - (N - floor(p * N + F(1, 2))))
        logs[:start] = -inf
        logs[start:] = np.concatenate([[0], np.cumsum(steps[start:])])
    else:
        logs[1:] = np.cumsum(steps)
    terms = np.exp(logs - logs.max())
    return (terms / terms.sum()).astype(float)


def value(method, width, p, n, conf, N, assurance, prior):
    if width == "rate":
        if method == "hypergeometric":
            return urn(N, conf).half(count_at(p, n), n)
        return at_rate(method, p, n, conf)[-1]
    w, f = all_halves(method, n, conf, N), law(method, p, n, N, prior)
    if width == "expected":
        return float((w * f).sum())
    order = np.argsort(w)
    sums = np.cumsum(f[order])
    w = w[order]
    last = np.concatenate([np.diff(w) > 1e-12, [True]])
    return float(w[last][np.nonzero(sums[last] >= assurance - 1e-12)[0][0]])


@lru_cache(None)
def values(method, width, p, top, conf, N, assurance, prior):
    if width == "rate" and method != "hypergeometric":
        return at_rate(method, p, top, conf)
    return np.array([value(method, width, p, n, conf, N, assurance, prior)
                     for n in range(1, top + 1)])


def searched(row):
    method, width, p = row["method"], row["width"], decimal(row["rate"])
    e, conf, N = decimal(row["margin"]), decimal(row["conf"]), int(row["population"])
    deff, assurance = decimal(row["deff"]), float(row["assurance"])
    prior = None
    if int(row["prior_n"]):
        start = 1.0 if row["prior"] == "uniform" else 0.5
        prior = (int(row["prior_x"]) + start, int(row["prior_n"]) - int(row["prior_x"]) + start)
    own = method == "hypergeometric"
    top = N - 1 if own else 4000 if width == "rate" else 500
    w = values(method, width, p, top, conf, N if own else 0, assurance, prior)
    good = w <= float(e) * (1 + 1e-13) + 1e-15

    def size(n):
        m = effective(n, deff, N)
        if m is None:
            return None
        if own:  # undo the correction that the interval makes itself
            m = m * N / (N - 1 + m)
        return floor(m)

    def meets(n):
        m = size(n)
        return m is None or m > top or (m >= 1 and good[m - 1])

    ends = [n for n in range(1, (N or floor(top * deff)) + 1)]
    states = [meets(n) for n in ends]
    first = states.index(True) + 1
    safe = max([n for n, ok in zip(ends, states) if not ok], default=0) + 1
    m = size(first)
    achieved = 0.0 if m is None else w[m - 1]
    return first, safe, achieved


# -------------------------------------------------------------- coverage --
@lru_cache(None)
def covered(n, e):
    """The least coverage a trifle on both sides of every jump, and on them."""
    a, b = e.numerator, e.denominator
    k = np.arange(n + 1)
    least = 1.0
    for sign in (1, -1):
        top = k * b + sign * n * a  # p = top/(nb); n(p - e) and n(p + e) are over b
        below, above = top - n * a, top + n * a
        for side in (1, 0, -1):
            # a trifle above, the next whole number from below is one more if exact
            low = -(-below // b) + ((side > 0) & (below % b == 0))
            high = above // b - ((side < 0) & (above % b == 0))
            p = top / (n * b) + side * 1e-9
            fine = (p > 0) & (p < 1)
            if not fine.any():
                continue
            x, y, r = np.minimum(high[fine], n), np.maximum(low[fine], 0), p[fine]
            inside = bdtr(x, n, r) - np.where(y > 0, bdtr(np.maximum(y - 1, 0), n, r), 0)
            least = min(least, inside.min())
    return least


def guaranteed(row):
    e, conf = decimal(row["margin"]), float(row["conf"])
    N, deff = int(row["population"]), decimal(row["deff"])
    first, safe = int(row["n"]), int(row["n_safe"])

    def meets(n):
        m = effective(n, deff, N)
        return m is None or (m >= 1 and covered(floor(m), e) >= conf - 1e-7)

    # All n up to a tenth beyond the safe one; the script in R goes on to Hoeffding's.
    top = min(N, ceil(safe * 1.1) + 5) if N else ceil(safe * 1.1) + 5
    states = {n: meets(n) for n in range(max(1, floor(first * 0.8)), top + 1)}
    n = min(k for k, ok in states.items() if ok)
    bad = [k for k, ok in states.items() if not ok]
    return n, max(bad, default=0) + 1, ""


# ----------------------------------------------------------------- large --
# scipy's inverse is right to 1e-10 there, which finds n; the width itself is by
# Newton's steps on the series of the incomplete beta function, in 40 digits.
def below(x, n, p):
    """P(X <= x) and P(X = x), x up to the mean or just beyond."""
    p, q = mpf(p), 1 - mpf(p)
    at = exp(loggamma(n + 1) - loggamma(x + 1) - loggamma(n - x + 1) + x * log(p)
             + (n - x) * log(q))
    term = total = at
    odds = q / p
    for k in range(x, 0, -1):
        term *= odds * k / (n - k + 1)
        total += term
        if term < total * mpf(10) ** -30:
            break
    return total, at


def precise_upper(method, x, n, start):
    tail, p = (1 - mpf("0.95")) / 2, mpf(start)
    for _ in range(4):
        left, at = below(x, n, p)
        slope = -(n - x) * at / (1 - p)
        if method == "mid-p":  # less half of P(X = x), whose slope is (x/p - (n-x)/q) of it
            left, slope = left - at / 2, slope - at * (x / p - (n - x) / (1 - p)) / 2
        p -= (left - tail) / slope
    return p


def precise_half(method, x, n):
    half = mpf(1.959963984540054) * sqrt(mpf(x) * (n - x) / n) / n
    high = precise_upper(method, x, n, mpf(x) / n + half)
    low = 1 - precise_upper(method, n - x, n, mpf(n - x) / n + half)
    return float((high - low) / 2)


def large(row):
    method, p, e = row["method"], decimal(row["rate"]), float(row["margin"])
    n0 = 1.959963984540054**2 * float(p * (1 - p)) / e**2
    n0 += 1 / e if method == "clopper-pearson" else 0
    n = np.arange(floor(n0 * 0.995), ceil(n0 * 1.005))
    low = min(p, 1 - p)
    x = -((-(2 * n * low.numerator - low.denominator)) // (2 * low.denominator))
    upper = clopper_upper if method == "clopper-pearson" else midp_upper
    w = binomial_half(upper, x, n, F(95, 100))
    good = w <= e
    first = int(np.argmax(good))
    safe = int(n[np.nonzero(~good)[0].max()]) + 1
    return int(n[first]), safe, precise_half(method, int(x[first]), int(n[first]))


with open("size.csv") as file:
    lines = file.read().splitlines()
head = lines[0].split("; size.py")[0]
rows = list(csv.DictReader(lines[1:]))
fields = [f for f in rows[0] if not f.endswith("_second")]
print(head + "; size.py with mpmath 1.2.1, scipy 1.10.1", file=(out := open("size.csv.new", "w")))
print(",".join(fields + ["n_second", "safe_second", "achieved_second"]), file=out)
for row in rows:
    if row["width"] == "rate" and row["method"] in ("wald", "wilson", "log-odds"):
        found = closed(row)
    elif row["method"] == "coverage-guaranteed":
        found = guaranteed(row)
    elif float(row["margin"]) < 0.01:
        found = large(row)
    else:
        found = searched(row)
    achieved = f"{found[2]:.15g}" if found[2] != "" else ""
    print(",".join([row[f] for f in fields] + [str(found[0]), str(found[1]), achieved]), file=out)
out.close()
import os

os.replace("size.csv.new", "size.csv")
