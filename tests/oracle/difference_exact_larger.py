# difference_exact_larger.py: limits of exact-unconditional for samples of 25 to 120
# records from large populations, by the definition of difference_exact_forms.py:
# difference_exact_larger.csv.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# Python 3.11 and numpy 1.24 (Debian python3-numpy). The line of the scale is looked
# at in ever finer grids for where the largest probability first reaches the tail;
# from the first place at which it is an eighth of the tail every result that changes
# places is a cut, and each piece between two cuts is tried in its turn: between cuts
# the probability rises, and at them it falls, by half and more where a sample has none.
# The largest probability is that of a grid of ANGLES rates, of which the three
# highest peaks are zoomed in on to 1e-7 of an angle: a probability is then right to
# 1e-12 of it, and a limit, at which it is the tail, to 1e-10. What the grids cannot
# see is a probability above the tail on a short stretch further out, all places
# around which have less than an eighth of it.
from multiprocessing import Pool
import numpy as np
from scipy.optimize import brentq
import difference_exact_forms as forms

PAIRS = 31  # for each scale
RECORDS = (25, 120)
ANGLES = 121
PEAKS = 3
NEAR = 1 / 8
PIECES = 300  # of the stretch that is cut
BATCH = 32
forms.CHOOSE = {n: np.array([float(forms.math.comb(n, k)) for k in range(n + 1)])
                for n in range(1, RECORDS[1] + 1)}


class Problem:
    def __init__(self, scale, x1, n1, x2, n2):
        self.scale, self.n1, self.n2 = scale, n1, n2
        self.seen = (scale, x1, n1, x2, n2)

    def rates(self, place, angle):
        s = np.sin(angle) ** 2
        if self.scale == "difference":
            p2 = np.maximum(0, -place) + (1 - np.abs(place)) * s
            return np.clip(p2 + place, 0, 1), p2
        if self.scale == "ratio":
            return s * np.exp(np.minimum(place, 0)), s * np.exp(np.minimum(-place, 0))
        k = np.exp(place / 2)
        return k * s / (k * s + 1 - s), s / (s + k * (1 - s))

    def largest_of(self, r, place):
        """The largest probability of a set, at one place"""
        r = r.astype(float)
        def chance(angle):
            p1, p2 = self.rates(place, angle)
            return ((forms.masses(self.n1, p1) @ r) * forms.masses(self.n2, p2)).sum(axis=1)
        angles = np.linspace(0, np.pi / 2, ANGLES)
        values = chance(angles)
        around = np.concatenate([[-1], values, [-1]])
        peaks = np.nonzero((values >= around[:-2]) & (values >= around[2:]))[0]
        peaks = peaks[np.argsort(-values[peaks])[:PEAKS]]
        best = values.max()
        if best == 0:
            return best
        for k in peaks[values[peaks] > 0.97 * best]:
            centre, width = angles[k], np.pi / 2 / (ANGLES - 1)
            for _ in range(7):
                near = np.clip(centre + width * np.linspace(-1, 1, 11), 0, np.pi / 2)
                found = chance(near)
                centre, best, width = near[found.argmax()], max(best, found.max()), width / 4.9
        return best

    def largest(self, places):
        sets = forms.extreme(*self.seen, places)
        return np.array([self.largest_of(r, v) for r, v in zip(sets, places)])

    def stretch(self, tail, start, est):
        """Two places that the first above the tail is between; at the first, and all
        those looked at before it, there is less than NEAR of it"""
        places = np.linspace(start, est, 50)[:-1]
        values = self.largest(places)
        for _ in range(3):
            above = np.append(np.nonzero(values > tail)[0], len(places))[0]
            high = places[above] if above < len(places) else est
            near = np.append(np.nonzero(values >= NEAR * tail)[0], len(places))[0]
            low = places[max(near - 1, 0)]
            more = np.linspace(low, high, 18)[1:-1]
            places, order = np.unique(np.concatenate([places, more]), return_index=True)
            values = np.concatenate([values, self.largest(more)])[order]
        return low, high

    def lower(self, tail):
        scale, x1, n1, x2, n2 = self.seen
        est = forms.place_of(scale, np.float64(x1) / n1, np.float64(x2) / n2)
        start = -1.0 if scale == "difference" else -forms.FAR
        if est <= start:
            return est
        low, high = self.stretch(tail, start, min(est, forms.FAR))
        points = forms.cuts(*self.seen, low, high)
        a, b = points[:-1], points[1:]
        a, b = a[b - a > 1e-12], b[b - a > 1e-12]
        last = None  # the set of the piece before; at a cut both count
        for k in range(0, len(a), BATCH):
            sets = forms.extreme(*self.seen, (a[k:k + BATCH] + b[k:k + BATCH]) / 2)
            for r, left, right in zip(sets, a[k:], b[k:]):
                f = lambda v: self.largest_of(r, v) - tail
                if last is not None and self.largest_of(last | r, left) > tail:
                    return left
                if f(right) > 0:
                    return brentq(f, left, right, xtol=1e-12)
                last = r
        return high


def number(v):
    return "Inf" if v == np.inf else "0" if v == 0 else "%.13g" % v


def line_of(job):
    scale, seed = job
    rng = np.random.default_rng(seed)
    while True:
        n1, n2 = (int(v) for v in np.exp(rng.uniform(*np.log(RECORDS), 2)).round())
        kind = rng.uniform(0, 1, 2)
        x1, x2 = (int(n * (u - 0.1) / 0.8 + 0.5) if 0.1 < u < 0.9 else int(n * (u > 0.5))
                  for n, u in zip((n1, n2), kind))
        if not np.isnan(forms.place_of(scale, np.float64(x1) / n1, np.float64(x2) / n2)):
            break
    conf = forms.CONFS[rng.integers(len(forms.CONFS))]
    low = Problem(scale, x1, n1, x2, n2).lower((1 - conf) / 2)
    high = -Problem(scale, x2, n2, x1, n1).lower((1 - conf) / 2)
    value = (lambda v: v) if scale == "difference" else np.exp
    return ",".join([scale, *map(str, (x1, n1, x2, n2, conf)), number(value(low)), number(value(high))])


if __name__ == "__main__":
    forms.PIECES = PIECES
    jobs = [(scale, 3000 + 100 * k + i) for i in range(PAIRS)
            for k, scale in enumerate(("difference", "ratio", "odds"))]
    with Pool(2) as pool, open("difference_exact_larger.csv", "w") as file:
        print("scale,x1,n1,x2,n2,conf,lower,upper", file=file)
        for line in pool.imap(line_of, jobs):
            print(line, file=file, flush=True)
