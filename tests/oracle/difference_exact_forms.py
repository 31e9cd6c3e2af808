# difference_exact_forms.py: limits and p-values of exact-unconditional by its
# definition, for differences, ratios and odds ratios, of large and of finite
# populations: difference_exact_forms.csv.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# Python 3.11, numpy 1.24 and scipy 1.10 (Debian python3-numpy, python3-scipy).
# Large populations: the line of the scale (logarithms for ratios) is cut where the
# statistic of a result meets that of what was seen; between two cuts the results
# stay the same and their largest probability, by a grid of rates that is zoomed
# in, is at the end. Finite ones: every pair of populations that the samples allow.
import math
from multiprocessing import Pool
import numpy as np
from scipy.optimize import brentq

PAIRS = {False: 300, True: 300}  # of large populations, of finite ones
RECORDS_MOST = {False: (6, 12, 24), True: (6, 6, 6)}  # by thirds of the pairs
CONFS = [0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999]
# Of finite populations p is a fraction and may be the tail itself: levels that none meets.
FINITE_CONFS = [0.5003, 0.7003, 0.8003, 0.9003, 0.9503, 0.9903, 0.9993]
TIE = 1e-13
PIECES = 1500  # of the line: a result that changed places twice in one would be missed
FAR = 30.0  # of logarithms: no limit of these cases is further out


def difference_rate(i, n1, j, n2, t):
    """The restricted second rate: the cubic of Miettinen & Nurminen 1985."""
    n, c = n1 + n2, i + j
    c2 = (n1 + 2 * n2) * t - n - c
    c1 = (n2 * t - n - 2 * j) * t + c
    c0 = j * t * (1 - t)
    v = (c2 / (3 * n)) ** 3 - c1 * c2 / (6 * n * n) + c0 / (2 * n)
    u = np.where(v < 0, -1, 1) * np.sqrt(np.maximum((c2 / (3 * n)) ** 2 - c1 / (3 * n), 0))
    w = (np.pi + np.arccos(np.clip(np.where(u == 0, 0, v / np.where(u == 0, 1, u) ** 3), -1, 1))) / 3
    p = 2 * u * np.cos(w) - c2 / (3 * n)
    for _ in range(3):
        slope = (3 * n * p + 2 * c2) * p + c1
        step = (((n * p + c2) * p + c1) * p + c0) / np.where(slope == 0, 1, slope)
        p = np.where(np.abs(step) < 1e-7, p - step, p)
    return np.clip(p, np.maximum(0, -t), np.minimum(1, 1 - t))


def statistics(scale, i, n1, j, n2, place):
    t = place if scale == "difference" else np.exp(place)
    c = i + j
    with np.errstate(all="ignore"):
        if scale == "odds":  # the expected count of the first sample, from the sum alone
            b = n2 - c + t * (n1 + c)
            root = np.sqrt((n2 - c) ** 2 + t * t * (n1 - c) ** 2
                           + 2 * t * (n1 * n2 + c * (n1 + n2 - c)))
            e = np.where(b >= 0, 2 * t * n1 * c / (b + root), (root - b) / (2 * (1 - t)))
            d = n1 - c  # the middle two counts: their difference and product are known
            product = e * (n2 - c + e) / t
            small = 2 * product / (abs(d) + np.sqrt(d * d + 4 * product))
            s = (i - e) * np.sqrt(1 / e + 1 / small + 1 / (small + abs(d)) + 1 / (n2 - c + e))
            return np.where((c == 0) | (c == n1 + n2), 0, s)
        if scale == "difference":
            p2 = difference_rate(i, n1, j, n2, t)
            p1, w, shift = np.clip(p2 + t, 0, 1), 1, i / n1 - j / n2 - t
            v = p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2
        else:
            b = n1 * t + i + n2 + j * t
            p2 = np.minimum(2 * c / (b + np.sqrt(np.maximum(b * b - 4 * t * (n1 + n2) * c, 0))), 1)
            p1, shift = np.minimum(t * p2, 1), i / n1 - t * j / n2
            v = p1 * (1 - p1) / n1 + t * t * p2 * (1 - p2) / n2
        zero = np.abs(shift) <= 1e-14 * (i / n1 + (1 if scale == "difference" else t) * j / n2 + 1e-300)
        return np.where(zero, 0, shift / np.sqrt(v))


def of_all(scale, x1, n1, x2, n2, places):
    """Statistics less what was seen has, with the slack of ties: place, i, j."""
    i = np.arange(n1 + 1.0)[None, :, None]
    j = np.arange(n2 + 1.0)[None, None, :]
    s = statistics(scale, i, n1, j, n2, np.asarray(places)[:, None, None])
    seen = s[:, x1, x2][:, None, None]
    with np.errstate(all="ignore"):
        return np.where(s == seen, 1.0, s - seen + TIE * (1 + np.abs(seen)))


def extreme(scale, x1, n1, x2, n2, places):
    r = of_all(scale, x1, n1, x2, n2, places) >= 0
    if scale == "odds":  # with a result all that have more of the first, fewer of the second
        r = np.logical_or.accumulate(r, axis=1)
        r = np.logical_or.accumulate(r[:, :, ::-1], axis=2)[:, :, ::-1]
    return r


def cuts(scale, x1, n1, x2, n2, start, end):
    grid = np.linspace(start, end, PIECES + 1)
    d = of_all(scale, x1, n1, x2, n2, grid).reshape(len(grid), -1) >= 0
    k, which = np.nonzero(d[1:] != d[:-1])
    if len(k) == 0:
        return np.array([start, end])
    low, high, before = grid[k], grid[k + 1], d[k, which]
    i, j = (which // (n2 + 1)).astype(float), (which % (n2 + 1)).astype(float)
    for _ in range(48):
        m = (low + high) / 2
        s = statistics(scale, i, n1, j, n2, m)
        seen = statistics(scale, float(x1), n1, float(x2), n2, m)
        same = (s - seen + TIE * (1 + np.abs(seen)) >= 0) == before
        low, high = np.where(same, m, low), np.where(same, high, m)
    return np.unique(np.concatenate([[start, end], (low + high) / 2]))


CHOOSE = {n: np.array([float(math.comb(n, k)) for k in range(n + 1)]) for n in range(1, 25)}


def masses(n, p):
    k = np.arange(n + 1)
    return CHOOSE[n] * p[..., None] ** k * (1 - p)[..., None] ** (n - k)


def largest(scale, r, n1, n2, places):
    """Of sets r at places, one each."""
    place = np.asarray(places, dtype=float)[:, None]
    def chance(angle):
        s = np.sin(angle) ** 2
        if scale == "difference":
            p2 = np.maximum(0, -place) + (1 - np.abs(place)) * s
            p1 = np.clip(p2 + place, 0, 1)
        elif scale == "ratio":
            p1, p2 = s * np.exp(np.minimum(place, 0)), s * np.exp(np.minimum(-place, 0))
        else:
            k = np.exp(place / 2)
            p1, p2 = k * s / (k * s + 1 - s), s / (s + k * (1 - s))
        return np.einsum("kai,kij,kaj->ka", masses(n1, p1), r.astype(float), masses(n2, p2),
                         optimize=True)
    angles = np.tile(np.linspace(0, np.pi / 2, 161), (len(place), 1))
    width = np.pi / 320
    best = np.zeros(len(place))
    for _ in range(8):
        values = chance(angles)
        k = values.argmax(axis=1)
        best = np.maximum(best, values[np.arange(len(k)), k])
        centre = angles[np.arange(len(k)), k]
        angles = np.clip(centre[:, None] + width * np.linspace(-1, 1, 13), 0, np.pi / 2)
        width /= 5
    return best


def place_of(scale, p1, p2):
    with np.errstate(all="ignore"):
        if scale == "difference":
            return p1 - p2
        if scale == "ratio":
            return np.log(np.divide(p1, p2))
        return np.log(np.divide(p1 * (1 - p2), p2 * (1 - p1)))


def large(scale, x1, n1, x2, n2):
    """(lower place for each level, one-sided p)"""
    est = place_of(scale, np.float64(x1) / n1, np.float64(x2) / n2)
    start = -1.0 if scale == "difference" else -FAR
    if est <= start:
        return [est] * len(CONFS), 1.0
    points = cuts(scale, x1, n1, x2, n2, start, min(est, FAR))
    if est > 1e-13:
        points = np.unique(np.append(points, 0.0))
    a, b = points[:-1], points[1:]
    keep = b - a > 1e-12
    a, b = a[keep], b[keep]
    r = extreme(scale, x1, n1, x2, n2, (a + b) / 2)
    tails = largest(scale, r, n1, n2, b)
    joint = r[:-1] | r[1:]  # at a cut both sets count
    at_cut = np.append(largest(scale, joint, n1, n2, b[:-1]), 0)
    p = max(np.append(tails, at_cut)[np.append(b, b) <= 1e-13], default=1.0) if est > 1e-13 else 1.0
    lowers = []
    for c in CONFS:
        tail = (1 - c) / 2
        f = lambda v: largest(scale, r[k:k + 1], n1, n2, [v])[0] - tail
        low = est
        for k in range(len(a)):
            if tails[k] > tail:
                low = a[k] if f(a[k]) >= 0 else brentq(f, a[k], b[k], xtol=1e-13)
                break
            if at_cut[k] > tail:
                low = b[k]
                break
        lowers.append(low)
    return lowers, p


def drawn(n, N, m):
    """Of all counts, for each m: by binomial coefficients."""
    return np.array([math.comb(int(v), k) * math.comb(N - int(v), n - k)
                     / math.comb(N, n) for v in m for k in range(n + 1)]).reshape(-1, n + 1)


def finite(scale, x1, n1, x2, n2, N1, N2):
    m1, m2 = np.meshgrid(np.arange(x1, N1 - n1 + x1 + 1.0), np.arange(x2, N2 - n2 + x2 + 1.0))
    m1, m2 = m1.ravel(), m2.ravel()
    places = ((m1 * N2 - m2 * N1) / (N1 * N2) if scale == "difference"
              else place_of(scale, m1 / N1, m2 / N2))
    known = ~np.isnan(places)
    m1, m2, places = m1[known], m2[known], places[known]
    p = np.ones(len(places))
    some = np.isfinite(places)
    r = extreme(scale, x1, n1, x2, n2, places[some])
    p[some] = np.einsum("ki,kij,kj->k", drawn(n1, N1, m1[some]), r.astype(float),
                        drawn(n2, N2, m2[some]))
    est = place_of(scale, np.float64(x1) / n1, np.float64(x2) / n2)
    lowers = [min([est] + list(places[p > (1 - c) / 2])) for c in FINITE_CONFS]
    null = p[places <= 1e-13]
    return lowers, max(null, default=0.0) if est > 1e-13 else 1.0


def number(v):
    return "Inf" if v == np.inf else "0" if v == 0 else "%.15g" % v


def lines_of(scale, is_finite, most, rng):
    n1, n2 = rng.integers(1, most + 1, 2)
    x1, x2 = rng.integers(0, n1 + 1), rng.integers(0, n2 + 1)
    N1, N2 = (rng.integers(n1, n1 + 9), rng.integers(n2, n2 + 9)) if is_finite else (0, 0)
    x1, n1, x2, n2, N1, N2 = (int(v) for v in (x1, n1, x2, n2, N1, N2))
    if np.isnan(place_of(scale, np.float64(x1) / n1, np.float64(x2) / n2)):
        return []
    if is_finite:
        low, p1 = finite(scale, x1, n1, x2, n2, N1, N2)
        high, p2 = finite(scale, x2, n2, x1, n1, N2, N1)
    else:
        low, p1 = large(scale, x1, n1, x2, n2)
        high, p2 = large(scale, x2, n2, x1, n1)
    p = min(1.0, 2 * min(p1, p2))
    value = (lambda v: v) if scale == "difference" else np.exp
    return [",".join([scale] + [str(v) for v in (x1, n1, x2, n2, N1, N2)]
                     + [str(conf), number(value(l)), number(value(-h)), number(p)])
            for conf, l, h in zip(FINITE_CONFS if is_finite else CONFS, low, high)]


def part(which):
    """The cases of one scale and kind; each part has random numbers of its own."""
    scale, is_finite, seed = which
    rng = np.random.default_rng(seed)
    lines = []
    pairs = PAIRS[is_finite]
    while len(lines) < len(CONFS) * pairs:
        third = 3 * len(lines) // (len(CONFS) * pairs)
        lines += lines_of(scale, is_finite, RECORDS_MOST[is_finite][third], rng)
    return lines


if __name__ == "__main__":
    parts = [(scale, is_finite, 2026 + 2 * k + is_finite)
             for k, scale in enumerate(("difference", "ratio", "odds"))
             for is_finite in (False, True)]
    with Pool(2) as pool, open("difference_exact_forms.csv", "w") as file:
        print("scale,x1,n1,x2,n2,population1,population2,conf,lower,upper,p_value", file=file)
        for lines in pool.imap(part, parts):
            print("\n".join(lines), file=file)
