# difference_finite.py: mee, miettinen-nurminen and agresti-caffo for samples from
# finite populations, from their definitions: difference_finite.csv.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# Python 3.11, numpy 1.24 and scipy 1.10 (Debian python3-numpy, python3-scipy), in
# long doubles. A sample is worth n (N-1)/(N-n) records. The restricted rates are
# found by halving the derivative of the quasi-likelihood, the limits by halving
# the score; a rate known from a census has no variance and is not moved.
from multiprocessing import Pool
import numpy as np
from scipy.stats import norm

R = np.longdouble
CASES = 2150
STEPS = 70


class Sample:
    def __init__(self, x, n, N):
        self.known = N == n
        worth = np.where((N == 0) | self.known, R(1), (N - R(1)) / np.where(N > n, N - n, R(1)))
        self.p, self.q = x / n, (n - x) / n
        self.x, self.y, self.n = x * worth, (n - x) * worth, n * worth


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
    p1 = np.where(a.known, a.p, rates_at(scale, t, p2)[0])
    return np.clip(p1, 0, 1), np.clip(p2, 0, 1)


def score(scale, a, b, t):
    p1, p2 = restricted(scale, a, b, t)
    with np.errstate(all="ignore"):
        v1 = np.where(a.known, 0, p1 * (1 - p1) / a.n)
        v2 = np.where(b.known, 0, p2 * (1 - p2) / b.n)
        if scale == "difference":
            shift, w = a.p - b.p - t, R(1)
        elif scale == "ratio":
            shift, w = a.p - t * b.p, t
        else:  # in logarithms of the odds: the distances over their derivatives
            d1, d2 = p1 * (1 - p1), p2 * (1 - p2)
            shift = np.where(d1 > 0, (a.p - p1) / d1, 0) - np.where(d2 > 0, (b.p - p2) / d2, 0)
            v1, v2, w = np.where(a.known, 0, v1 / d1 ** 2), np.where(b.known, 0, v2 / d2 ** 2), R(1)
        s = shift / np.sqrt(v1 + w * w * v2)
    return np.where(shift == 0, 0, s)


def lower(scale, a, b, z, est):
    if scale == "difference":
        low, high = -np.ones_like(z), est.copy()
        value = lambda v: v
    else:
        low, high = np.full_like(z, -30), np.minimum(np.log(np.maximum(est, R(1e-13))), 30)
        value = np.exp
    for _ in range(STEPS):
        m = (low + high) / 2
        is_out = score(scale, a, b, value(m)) > z
        low, high = np.where(is_out, m, low), np.where(is_out, high, m)
    found = value((low + high) / 2)
    if scale != "difference":  # out of reach: the ratio is known to be 0 or infinite
        found = np.where(found > np.exp(R(29.9)), R(np.inf), np.where(found < np.exp(R(-29.9)), 0, found))
    found = np.where(a.known & b.known, est, found)
    return np.where(est == (-1 if scale == "difference" else 0), est, found)


def estimate(scale, a, b):
    with np.errstate(all="ignore"):
        return {"difference": a.p - b.p, "ratio": a.p / b.p,
                "odds": (a.p / a.q) / (b.p / b.q)}[scale]


def p_value(a, b, factor, d):
    with np.errstate(all="ignore"):
        pooled = (a.x + b.x) / (a.n + b.n)
        p = np.where(a.known, a.p, np.where(b.known, b.p, pooled))
        v = p * (1 - p) * (np.where(a.known, 0, 1 / a.n) + np.where(b.known, 0, 1 / b.n))
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
    return est, low, high, p_value(a, b, factor, a.p - b.p)


def caffo_limits(a, b, z):
    def more(s):
        n = s.n + 2
        p = np.where(s.known, s.p, (s.x + 1) / n)
        return p, np.where(s.known, 0, p * (1 - p) / n)
    (p1, v1), (p2, v2) = more(a), more(b)
    est, d, se = a.p - b.p, p1 - p2, np.sqrt(v1 + v2)
    low, high = np.minimum(np.maximum(d - z * se, -1), est), np.maximum(np.minimum(d + z * se, 1), est)
    with np.errstate(all="ignore"):
        ratio = np.where(d * est > 0, np.abs(d) / se, 0)
    return est, low, high, 2 * norm.sf(ratio.astype(float))


def size(rng):
    return np.floor(10 ** rng.uniform(0, 3.5, CASES))


def population(rng, n):
    kind = rng.uniform(0, 1, CASES)
    some = n + 1 + np.floor(n * 10 ** rng.uniform(-2, 2, CASES))
    return np.where(kind < 0.15, n, np.where(kind < 0.3, n + 1, np.where(kind < 0.4, 0, some)))


def count(rng, n):
    kind = rng.uniform(0, 1, CASES)
    some = np.floor((n + 1) * rng.uniform(0, 1, CASES))
    return np.where(kind < 0.08, 0, np.where(kind < 0.16, n, some))


FORMS = [("mee", "difference"), ("mee", "ratio"), ("mee", "odds"),
         ("miettinen-nurminen", "difference"), ("miettinen-nurminen", "ratio"),
         ("miettinen-nurminen", "odds"), ("agresti-caffo", "difference")]


def number(v):
    return "Inf" if v == np.inf else "0" if v == 0 else "%.17g" % v


def lines_of(which):
    """The cases of one form; each has random numbers of its own."""
    method, scale = FORMS[which]
    rng = np.random.default_rng(1977 + which)
    n1, n2 = size(rng), size(rng)
    x1, x2, N1, N2 = count(rng, n1), count(rng, n2), population(rng, n1), population(rng, n2)
    conf = rng.choice([0.5, 0.8, 0.9, 0.95, 0.99, 0.999], CASES)
    a, b = Sample(x1.astype(R), n1.astype(R), N1), Sample(x2.astype(R), n2.astype(R), N2)
    z = norm.isf((1 - conf) / 2).astype(R)
    found = (caffo_limits(a, b, z) if method == "agresti-caffo"
             else score_limits(method, scale, a, b, z))
    lines = []
    for k in range(CASES):
        est, low, high, p = (v[k] for v in found)
        is_end = any(s.known[k] and s.p[k] in (0, 1) for s in (a, b))
        if np.isnan(est) or (scale == "odds" and is_end):  # the odds ratio is known
            continue
        lines.append(",".join(
            [method, scale] + ["%d" % v[k] for v in (x1, n1, x2, n2, N1, N2)]
            + ["%g" % conf[k], "two", number(low), number(high), number(p)]))
    return lines


if __name__ == "__main__":
    with Pool(4) as pool, open("difference_finite.csv", "w") as file:
        print("method,scale,x1,n1,x2,n2,population1,population2,conf,side,lower,upper,p_value",
              file=file)
        for lines in pool.imap(lines_of, range(len(FORMS))):
            print("\n".join(lines), file=file)
