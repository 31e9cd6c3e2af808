# difference_strata_score.py: what mpmath makes of the cases of
# difference_strata_score.csv, added to it as the columns lower_mpmath,
# upper_mpmath and p_mpmath.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# Debian python3-mpmath 1.2.1, python3-numpy 1.24.2. The most likely rates by the
# closed form of Miettinen & Nurminen 1985, appendix I: with doubles on a grid, to
# find where the outermost differences with T(d) <= z^2 are; then with 60 digits,
# to find where T(d) = z^2 by the method of Anderson and Bjorck, and the least T
# beyond 0 by golden section.
import csv
import mpmath as mp
import numpy as np

mp.mp.dps = 60
FILE = "difference_strata_score.csv"


def second_rate(x1, n1, x2, n2, d, lib):
    """The appendix's root; lib: numpy for doubles, mpmath for more."""
    x, n = x1 + x2, n1 + n2
    c2 = (n1 + 2 * n2) * d - n - x
    c1 = (n2 * d - n - 2 * x2) * d + x
    c0 = x2 * d * (1 - d)
    v = (c2 / (3 * n)) ** 3 - c1 * c2 / (6 * n**2) + c0 / (2 * n)
    square = (c2 / (3 * n)) ** 2 - c1 / (3 * n)
    if lib is np:
        u = np.sign(v) * np.sqrt(np.maximum(square, 0))
        with np.errstate(all="ignore"):
            ratio = np.where(u == 0, 0, v / u**3)
        angle = (np.pi + np.arccos(np.clip(ratio, -1, 1))) / 3
        root = 2 * u * np.cos(angle) - c2 / (3 * n)
        return np.clip(root, np.maximum(0, -d), np.minimum(1, 1 - d))
    u = mp.sign(v) * mp.sqrt(max(square, 0))
    ratio = v / u**3 if u != 0 else mp.mpf(0)
    angle = (mp.pi + mp.acos(min(max(ratio, -1), 1))) / 3
    root = 2 * u * mp.cos(angle) - c2 / (3 * n)
    return min(max(root, 0, -d), 1, 1 - d)


class Strata:
    def __init__(self, rows, weights):
        self.rows, total = rows, sum(weights)
        self.weights = [w / total for w in weights]
        self.estimate = sum(
            w * (x1 / n1 - x2 / n2) for w, (x1, n1, x2, n2) in zip(self.weights, rows)
        )

    def turned(self):
        return Strata([(c, d, a, b) for a, b, c, d in self.rows], self.weights)

    def variance(self, d, lib=mp):
        total = 0 * d
        for w, (x1, n1, x2, n2) in zip(self.weights, self.rows):
            if lib is np:
                w, x1, n1, x2, n2 = map(float, (w, x1, n1, x2, n2))
            b = second_rate(x1, n1, x2, n2, d, lib)
            a = b + d
            n = n1 + n2
            total = total + w**2 * n / (n - 1) * (a * (1 - a) / n1 + b * (1 - b) / n2)
        return total

    def statistic(self, d):
        return (self.estimate - d) ** 2 / self.variance(d)

    def lower(self, z):
        D = float(self.estimate)
        if self.estimate <= -1:
            return mp.mpf(-1)
        part = np.unique(np.concatenate([np.linspace(0, 1, 1500)[1:], np.logspace(-9, -2, 150)]))
        d = D - (D + 1) * part[:-1]
        inside = np.nonzero((D - d) ** 2 <= float(z) ** 2 * self.variance(d, np))[0]
        last = inside.max() if len(inside) else -1
        high = mp.mpf(d[last]) if last >= 0 else self.estimate
        low = mp.mpf(d[last + 1]) if last + 1 < len(d) else mp.mpf(-1)
        f = lambda d: (self.estimate - d) ** 2 - z**2 * self.variance(d)
        if f(low) <= 0 or f(high) > 0:  # the doubles were wrong about an end
            low, high = low - mp.mpf(10) ** -7, high + mp.mpf(10) ** -7
        return mp.findroot(f, (low, high), solver="anderson", tol=1e-40, maxsteps=500, verify=False)

    def p_value(self):
        if abs(self.estimate) < mp.mpf(10) ** -12:
            return mp.mpf(1)
        if self.estimate < 0:
            return self.turned().p_value()
        d = -np.concatenate([[0], np.logspace(-9, -2, 150), np.linspace(0.01, 0.9999, 1500)])
        with np.errstate(all="ignore"):
            values = (float(self.estimate) - d) ** 2 / self.variance(d, np)
        at = int(np.nanargmin(values))
        least = self.statistic(mp.mpf(0))
        if at > 0:
            low, high = mp.mpf(d[min(at + 1, len(d) - 1)]), mp.mpf(d[at - 1])
            ratio = (mp.sqrt(5) - 1) / 2
            for _ in range(60):
                one, two = high - ratio * (high - low), low + ratio * (high - low)
                if self.statistic(one) < self.statistic(two):
                    high = two
                else:
                    low = one
            least = min(least, self.statistic((low + high) / 2))
        return mp.erfc(mp.sqrt(least / 2)) if least < 1300 else None


def show(value):
    return "" if value is None else repr(float(value))


with open(FILE) as file:
    head = file.readline()
    rows = list(csv.DictReader(file))
names = [name for name in rows[0] if not name.endswith("mpmath")]
with open(FILE, "w") as file:
    file.write("# written by difference_strata_score.R (R 4.2.2, stats) and .py (mpmath)\n")
    file.write(",".join(names + ["lower_mpmath", "upper_mpmath", "p_mpmath"]) + "\n")
    case = []
    for row in rows:
        case = case + [row] if row["stratum"] != "1" else [row]
        found = ["", "", ""]
        if row["lower"] != "":
            counts = [tuple(mp.mpf(r[k]) for k in ("x1", "n1", "x2", "n2")) for r in case]
            weights = [
                mp.mpf(float(r["weight"])) if r["weight"] else n1 * n2 / (n1 + n2)
                for r, (_, n1, _, n2) in zip(case, counts)
            ]
            strata = Strata(counts, weights)
            z = mp.sqrt(2) * mp.erfinv(mp.mpf(float(row["conf"])))
            found = [strata.lower(z), -strata.turned().lower(z), strata.p_value()]
            found = [show(value) for value in found]
        file.write(",".join([row[name] for name in names] + found) + "\n")
