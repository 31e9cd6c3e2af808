# difference_strata_mover.py: adds the columns of its own to
# difference_strata_mover.csv, from the definition. Run after
# difference_strata_mover.R.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# Python 3.11; scipy 1.10.1 (Debian python3-scipy): betaincinv, for large
# populations. Hypergeometric tails are fractions of whole numbers; with finite
# populations only, the p-value is one of their tails, doubled.
import csv
from fractions import Fraction
from functools import lru_cache
from math import comb, fsum, sqrt

from scipy.special import betaincinv

FILE = "difference_strata_mover.csv"
SMALL = 1e-14  # as much is rounding


@lru_cache(None)
def tails(x, n, N):
    """P(X >= x) at M = x, x + 1, ... compliant of N, rising."""
    return [
        Fraction(sum(comb(M, k) * comb(N - M, n - k) for k in range(x, n + 1)), comb(N, n))
        for M in range(x, N - n + x + 1)
    ]


def lower_of(x, n, N, tail):
    if x == 0:
        return 0.0
    if N == 0:
        return float(betaincinv(x, n - x + 1, float(tail)))
    steps = sum(p <= tail for p in tails(x, n, N))
    return min((x + steps) / N, x / n)


class Strata:
    def __init__(self, samples, weights):
        # of every stratum the first group's compliant and the second's others
        total = sum(weights)
        self.sides = [
            (float(w / total), side)
            for w, (x1, n1, x2, n2, N1, N2) in zip(weights, samples)
            for side in ((x1, n1, N1), (n2 - x2, n2, N2))
        ]
        self.estimate = float(
            sum(w * (Fraction(s[0], s[1]) - Fraction(s[2], s[3])) for w, s in zip(weights, samples))
            / total
        )

    def lower(self, tail):
        squares = ((w * (x / n - lower_of(x, n, N, tail))) ** 2 for w, (x, n, N) in self.sides)
        return self.estimate - sqrt(fsum(squares))

    def leaves_out(self, tail):
        return self.lower(tail) > SMALL

    def steps(self):
        """The tails at which the limit steps."""
        found = {p for _, (x, n, N) in self.sides if x > 0 for p in tails(x, n, N)}
        return sorted(p for p in found if p <= Fraction(1, 2))

    def p_value(self):
        if not self.leaves_out(Fraction(1, 2)):
            return 1.0
        if self.leaves_out(0):  # only censuses, or no more than that matters
            return 0.0
        if all(N > 0 for _, (_, _, N) in self.sides):
            steps = self.steps()
            low, high = -1, len(steps) - 1  # the limit leaves 0 out at the last of them
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (low, middle) if self.leaves_out(steps[middle]) else (middle, high)
            return 2 * float(steps[high])
        low, high = 5e-11, 0.5
        for _ in range(90):
            middle = (low + high) / 2
            low, high = (low, middle) if self.leaves_out(middle) else (middle, high)
        return low + high


def turned(s):
    return (s[2], s[3], s[0], s[1], s[5], s[4])


def found_of(case):
    names = ("x1", "n1", "x2", "n2", "population1", "population2")
    samples = [tuple(int(row[name]) for name in names) for row in case]
    weights = [
        Fraction(row["weight"]) if row["weight"] else Fraction(s[1] * s[3], s[1] + s[3])
        for row, s in zip(case, samples)
    ]
    plain = Strata(samples, weights)
    mirror = Strata([turned(s) for s in samples], weights)
    tail = (1 - Fraction(case[-1]["conf"])) / 2
    p = 1.0 if plain.estimate == 0 else (plain if plain.estimate > 0 else mirror).p_value()
    limits = [max(plain.lower(tail), -1.0), min(-mirror.lower(tail), 1.0)]
    return [repr(v) for v in limits] + [repr(p) if p >= 1e-10 * (1 + 1e-9) else ""]


with open(FILE) as file:
    file.readline()
    rows = list(csv.DictReader(file))
names = [name for name in rows[0] if not name.endswith("_py")]
with open(FILE, "w") as file:
    file.write("# written by difference_strata_mover.R (R 4.2.2, stats) and .py (fractions)\n")
    file.write(",".join(names + ["lower_py", "upper_py", "p_py"]) + "\n")
    case = []
    for row in rows:
        case = case + [row] if row["stratum"] != "1" else [row]
        found = found_of(case) if row["lower"] != "" else ["", "", ""]
        file.write(",".join([row[name] for name in names] + found) + "\n")
