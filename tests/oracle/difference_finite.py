# difference_finite.py: adds to difference_finite.csv what each method finds by its
# definition, and says how far R's columns are from it. Run after
# difference_finite.R.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# Python 3.11 (Debian): mpmath 1.2.1 for wald and newcombe, in 60 digits, as
# difference.py; numpy 1.24 and scipy 1.10, in long doubles, for the others. A sample
# is worth n (N-1)/(N-n) records. The restricted rates are found by halving the
# derivative of the quasi-likelihood, the limits by halving the score; a rate known
# from a census has no variance and is not moved.
from fractions import Fraction
from math import inf
from multiprocessing import Pool
import numpy as np
from scipy.stats import norm
from difference import settled
from difference_large import distance, short

R = np.longdouble
FILE = "difference_finite.csv"
STEPS = 110
FAR = 80  # of logarithms: a limit further out is 0 or infinite


class Sample:
    """x, y and n are what is worth; p and q the rates."""
    def __init__(self, x, n, N):
        x, n, N = (np.asarray(v, dtype=R) for v in (x, n, N))
        self.known = N == n
        worth = np.where((N == 0) | self.known, R(1), (N - 1) / np.where(N > n, N - n, R(1)))
        self.p, self.q = x / n, (n - x) / n
        self.x, self.y, self.n = x * worth, (n - x) * worth, n * worth

    def rest(self):
        other = object.__new__(Sample)
        other.known, other.n = self.known, self.n
        other.p, other.q, other.x, other.y = self.q, self.p, self.y, self.x
        return other


def chosen(test, a, b):
    made = object.__new__(Sample)
    for name in ("known", "n", "p", "q", "x", "y"):
        setattr(made, name, np.where(test, getattr(a, name), getattr(b, name)))
    return made


def part(s, p, q):
    """The derivative of one sample's part, which a census does not have."""
    with np.errstate(all="ignore"):
        slope = np.where(s.x > 0, s.x / p, 0) - np.where(s.y > 0, s.y / q, 0)
    return slope


def rates_at(scale, t, p2):
    """p1, q1 for p2, and how fast p1 rises with it."""
    if scale == "difference":
        return p2 + t, 1 - p2 - t, np.ones_like(t)
    if scale == "ratio":
        return t * p2, 1 - t * p2, t
    all_ = 1 - p2 + t * p2
    return t * p2 / all_, (1 - p2) / all_, t / all_ ** 2


def second_at(scale, t, p1):
    if scale == "difference":
        return p1 - t
    return p1 / t if scale == "ratio" else p1 / (p1 + t * (1 - p1))


def restricted(scale, a, b, t):
    """p1, q1 and p2, of which p2 may be close to 0"""
    if scale == "difference":
        low, high = np.maximum(0, -t), np.minimum(1, 1 - t)
    else:
        low = np.zeros_like(t)
        high = np.minimum(1, 1 / t) if scale == "ratio" else np.ones_like(t)
    ends = low, high
    for _ in range(STEPS):
        p2 = (low + high) / 2
        p1, q1, speed = rates_at(scale, t, p2)
        rises = part(a, p1, q1) * speed + part(b, p2, 1 - p2) > 0
        low, high = np.where(rises, p2, low), np.where(rises, high, p2)
    p2 = np.where(low == ends[0], low, np.where(high == ends[1], high, (low + high) / 2))
    p2 = np.where(b.known, b.p, np.where(a.known, second_at(scale, t, a.p), p2))
    p1, q1, _ = rates_at(scale, t, p2)
    return tuple(np.clip(v, 0, 1) for v in (np.where(a.known, a.p, p1), np.where(a.known, a.q, q1), p2))


def score(scale, a, b, t):
    p1, q1, p2 = restricted(scale, a, b, t)
    with np.errstate(all="ignore"):
        v1 = np.where(a.known, 0, p1 * q1 / a.n)
        v2 = np.where(b.known, 0, p2 * (1 - p2) / b.n)
        if scale == "difference":
            shift, w = a.p - b.p - t, R(1)
        elif scale == "ratio":
            shift, w = a.p - t * b.p, t
        else:  # in logarithms of the odds: the distances over their derivatives
            d1, d2 = p1 * q1, p2 * (1 - p2)
            off1 = np.where(p1 > 0.5, q1 - a.q, a.p - p1)  # the smaller has the digits
            shift = np.where(d1 > 0, off1 / d1, 0) - np.where(d2 > 0, (b.p - p2) / d2, 0)
            v1, v2, w = np.where(a.known, 0, v1 / d1 ** 2), np.where(b.known, 0, v2 / d2 ** 2), R(1)
        s = shift / np.sqrt(v1 + w * w * v2)
    return np.where(shift == 0, 0, s)


def lower(scale, a, b, z, est):
    if scale == "odds":  # of rates near 1 the rest have more digits
        is_high = a.p + b.p > 1
        a, b = chosen(is_high, b.rest(), a), chosen(is_high, a.rest(), b)
    if scale == "difference":
        low, high = -np.ones_like(z), est.copy()
        value = lambda v: v
    else:
        with np.errstate(all="ignore"):
            low, high = np.full_like(z, -FAR), np.clip(np.log(est), -FAR, FAR)
        value = np.exp
    for _ in range(STEPS):
        m = (low + high) / 2
        is_out = score(scale, a, b, value(m)) > z
        low, high = np.where(is_out, m, low), np.where(is_out, high, m)
    found = value((low + high) / 2)
    if scale != "difference":  # out of reach: the ratio is known to be 0 or infinite
        end = np.exp(R(FAR) - R(0.1))
        found = np.where(found > end, R(np.inf), np.where(found < 1 / end, 0, found))
    found = np.where(a.known & b.known, est, found)
    return np.where(est == (-1 if scale == "difference" else 0), est, found)


def estimate(scale, a, b):
    with np.errstate(all="ignore"):
        return {"difference": a.p - b.p, "ratio": a.p / b.p,
                "odds": (a.p / a.q) / (b.p / b.q)}[scale]


def p_value(a, b, factor, d):
    with np.errstate(all="ignore"):
        pooled = (a.x + b.x) / (a.n + b.n)
        rest = (a.y + b.y) / (a.n + b.n)
        p = np.where(a.known, a.p, np.where(b.known, b.p, pooled))
        q = np.where(a.known, a.q, np.where(b.known, b.q, rest))
        v = p * q * (np.where(a.known, 0, 1 / a.n) + np.where(b.known, 0, 1 / b.n))
        z = np.where(d == 0, 0, np.abs(d) / np.sqrt(factor * v))
    return 2 * norm.sf(z.astype(float))


def score_limits(method, scale, a, b, z):
    est = estimate(scale, a, b)
    all_ = a.n + b.n
    is_plain = (method == "mee") | a.known | b.known
    factor = np.where(is_plain, 1, all_ / (all_ - 1))
    low = lower(scale, a, b, z * np.sqrt(factor), est)
    with np.errstate(all="ignore"):
        back = -est if scale == "difference" else 1 / est
    high = lower(scale, b, a, z * np.sqrt(factor), back)
    with np.errstate(all="ignore"):
        high = -high if scale == "difference" else 1 / high
    if scale == "odds":  # known, as one of the odds is
        is_end = (a.known & (a.p * a.q == 0)) | (b.known & (b.p * b.q == 0))
        low, high = np.where(is_end, est, low), np.where(is_end, est, high)
    return low, high, p_value(a, b, factor, a.p - b.p)


def caffo_limits(method, scale, a, b, z):
    def more(s):  # the rate, the rest and the variance
        n = s.n + 2
        p, q = np.where(s.known, s.p, (s.x + 1) / n), np.where(s.known, s.q, (s.y + 1) / n)
        return p, q, np.where(s.known, 0, p * q / n)
    (p1, q1, v1), (p2, q2, v2) = more(a), more(b)
    d = np.where(p1 + p2 > 1, q2 - q1, p1 - p2)  # of rates near 1 the rest have more digits
    est, se = a.p - b.p, np.sqrt(v1 + v2)
    low, high = np.minimum(np.maximum(d - z * se, -1), est), np.maximum(np.minimum(d + z * se, 1), est)
    with np.errstate(all="ignore"):
        ratio = np.where(d * est > 0, np.abs(d) / se, 0)
    return low, high, 2 * norm.sf(ratio.astype(float))


def without_noise(scale, limits):
    """A limit of a difference that is 0 but for the last digits is 0."""
    low, high, p = limits
    if scale == "difference":
        low, high = (np.where(np.abs(v) < 1e-18, 0, v) for v in (low, high))
    return low, high, p


def in_long_doubles(method, scale, rows):
    a = Sample(*([float(r[i]) for r in rows] for i in (0, 1, 4)))
    b = Sample(*([float(r[i]) for r in rows] for i in (2, 3, 5)))
    tail = [float((1 - Fraction(r[6])) / 2) for r in rows]
    limits = caffo_limits if method == "agresti-caffo" else score_limits
    found = without_noise(scale, limits(method, scale, a, b, norm.isf(tail).astype(R)))
    return zip(*(map(short, map(repr, map(float, v))) for v in found))


def in_60_digits(method, scale, row):
    case = [int(v) for v in row[:6]]
    found = map(float, settled(method, scale, *case, Fraction(row[6]), "two"))
    return tuple(short(repr(float(v))) for v in without_noise(scale, tuple(found)))


def completed(job):
    """Of each row its lower limit, its upper one, and its p-value"""
    (method, scale), first, rows = job
    defined = [row for row in rows if row[first] != "NA"]
    if method in ("wald", "newcombe"):
        found = iter([in_60_digits(method, scale, row) for row in defined])
    else:
        found = iter(list(in_long_doubles(method, scale, defined)))
    return [("NA",) * 3 if row[first] == "NA" else next(found) for row in rows]


if __name__ == "__main__":
    with open(FILE) as file:
        header, *rows = [line.rstrip("\n").split(",") for line in file]
    columns = [name for name in header[7:] if name.endswith("_r")]
    end = 7 + len(columns)
    rows = [row[:end] for row in rows]
    forms = [tuple(name.split("_")[:2]) for name in columns[::3]]
    with Pool(2) as pool:
        found = pool.map(completed, [(form, 7 + 3 * i, rows) for i, form in enumerate(forms)],
                         chunksize=1)
    with open(FILE, "w") as file:
        print(",".join(header[:end] + [name.removesuffix("_r") for name in columns]), file=file)
        for k, row in enumerate(rows):
            print(",".join(row + [v for form in found for v in form[k]]), file=file)
    for i, name in enumerate(columns):
        _, scale, kind, _ = name.split("_")
        off, case = max((distance(scale, kind, row[7 + i], found[i // 3][k][i % 3]), row[:7])
                        for k, row in enumerate(rows))
        print("%-40s %8.1e  %s" % (name, off, " ".join(case)))
