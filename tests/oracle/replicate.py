#!/usr/bin/python3
"""replicate.py: replicates and their variances by the definitions, in Python.

Writes replicate_data.csv (small samples made up here), replicate_weights.csv (the
factor of every unit in every replicate) and replicate.csv (variances). Every
factor comes from its paper's formula: Wolter 2007 for the jackknives, McCarthy
1969 and Judkins 1990 for the half samples, Rao, Wu & Yue 1992 for the bootstrap,
Fay & Train 1995 for successive differences; the draws from Salmon et al. 2011 and
Lemire 2019, the signs from Sylvester 1867, and Paley 1933 by Euler's criterion. Sums are exact.
replicate.R then has R's survey package estimate with the same factors.
"""
import csv
import os
import random
import sys
from fractions import Fraction
from math import sqrt

sys.dont_write_bytecode = True
from random_numbers import philox  # noqa: E402

SEED = 20261126
USE_BOOTSTRAP = 1
DOMAINS = {"all": {0, 1, 2}, "one": {0}, "two": {1, 2}}
# case: the strata as (units, population), where a population of 0 is not known
CASES = {
    "plain": [(11, 0)],
    "plain-fpc": [(11, 44)],
    "strata": [(4, 0), (4, 0), (3, 0)],
    "strata-fpc": [(4, 20), (4, 40), (3, 6)],
    "pairs": [(2, 0)] * 7,
    "pairs-fpc": [(2, 10 + 3 * h) for h in range(7)],
}
METHODS = {
    "plain": ["jackknife", "jk1", "jkn", "bootstrap", "sdr"],
    "strata": ["jackknife", "jkn", "bootstrap", "sdr"],
    "pairs": ["jkn", "jk2", "brr", "fay", "bootstrap"],
}
RHO = 0.3
BOOTSTRAPS = 40


def halves(major, minor):
    block = 0
    while True:
        for word in philox([block, major, minor, 0], [SEED, USE_BOOTSTRAP]):
            yield word & (2**32 - 1)
            yield word >> 32
        block += 1


def draws(major, minor, bound, count):
    out = []
    for half in halves(major, minor):
        if len(out) == count:
            return out
        if half * bound % 2**32 >= 2**32 % bound:
            out.append(half * bound >> 32)


def paley(order):
    """Order q + 1, q a prime that is 3 modulo 4."""
    q = order - 1

    def sign(i, j):
        if i == j or i == 0:
            return 1
        if j == 0:
            return -1
        return 1 if pow(i - j, (q - 1) // 2, q) == 1 else -1
    return [[sign(i, j) for j in range(order)] for i in range(order)]


def signs_of(order):
    """Sylvester's of a power of 2, else Paley's."""
    if order & (order - 1):
        return paley(order)
    return [[(-1) ** bin(i & j).count("1") for j in range(order)] for i in range(order)]


def factors_of(method, strata, is_fpc):
    """[(coefficient, [factor of each unit])], and the scale."""
    sizes = [n for n, _ in strata]
    open_ = [1 - n / N if is_fpc else 1.0 for n, N in strata]
    first = [sum(sizes[:h]) for h in range(len(sizes))]
    total = sum(sizes)
    if method in ("jackknife", "jk1", "jkn", "jk2"):
        out = []
        for h, n in enumerate(sizes):
            for j in range(1 if method == "jk2" else n):
                f = [1.0] * total
                for i in range(n):
                    f[first[h] + i] = 0.0 if i == j else n / (n - 1)
                out.append((open_[h] * (1 if method == "jk2" else (n - 1) / n), f))
        return out, 1.0
    shrink = [sqrt(o) for o in open_]
    out = []
    if method in ("brr", "fay"):
        rho = RHO if method == "fay" else 0.0
        order = len(sizes) + 1
        signs = signs_of(order)
        for r in range(order):
            f = []
            for h in range(len(sizes)):
                moved = signs[h + 1][r] * (1 - rho) * shrink[h]
                f += [1 + moved, 1 - moved]
            out.append((1.0, f))
        return out, 1 / (order * (1 - rho) ** 2)
    if method == "bootstrap":
        for r in range(BOOTSTRAPS):
            f = []
            for h, n in enumerate(sizes):
                drawn = draws(h, r, n, n - 1)
                f += [1 + shrink[h] * (drawn.count(i) * n / (n - 1) - 1) for i in range(n)]
            out.append((1.0, f))
        return out, 1 / BOOTSTRAPS
    order = total + 1
    signs = signs_of(order)
    for r in range(order):
        f = []
        for h, n in enumerate(sizes):
            for i in range(n):
                a, b = signs[1 + first[h] + i][r], signs[1 + first[h] + (i + 1) % n][r]
                f.append(1 + shrink[h] * 2**-1.5 * (a - b))
        out.append((1.0, f))
    return out, 4 / order


def make_data():
    generator = random.Random(4)
    rows = []
    for case, strata in CASES.items():
        unit = 0
        for h, (n, _) in enumerate(strata):
            for _ in range(n):
                for _ in range(generator.randint(1, 4)):
                    x = generator.randint(1, 9)
                    rows.append((case, h, unit, generator.randint(0, 2),
                                 generator.randint(2, 9), x, generator.randint(0, 2 * x)))
                unit += 1
    return rows


def variance(values, full, replicates, scale, about_mean):
    centre = sum(values) / len(values) if about_mean else full
    return float(Fraction(scale) * sum(Fraction(c) * (v - centre) ** 2
                                       for (c, _), v in zip(replicates, values)))


def write(name, header, rows):
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, name), "w", newline="") as out:
        out.write("# written by replicate.py\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main():
    data = make_data()
    weights, results = [], []
    for case, strata in CASES.items():
        is_fpc = case.endswith("-fpc")
        mine = [row for row in data if row[0] == case]
        for method in METHODS[case.removesuffix("-fpc")]:
            replicates, scale = factors_of(method, strata, is_fpc)
            for r, (coefficient, f) in enumerate(replicates):
                weights += [(case, method, r, u, repr(coefficient), repr(v)) for u, v in enumerate(f)]
            for domain, cells in DOMAINS.items():
                def total(f, column):
                    return sum(Fraction(f[row[2]]) * row[4] * row[column]
                               for row in mine if row[3] in cells)
                ones = [1] * len(replicates[0][1])
                full = (total(ones, 5), total(ones, 6))
                made = [(total(f, 5), total(f, 6)) for _, f in replicates]
                for about_mean in (False, True):
                    own = scale
                    if method == "bootstrap" and about_mean:
                        own = 1 / (BOOTSTRAPS - 1)
                    results.append((
                        case, method, domain, "mean" if about_mean else "estimate",
                        repr(float(full[0])), repr(float(full[1])),
                        *(repr(variance(values, centre, replicates, own, about_mean))
                          for values, centre in (
                              ([y / x for x, y in made], full[1] / full[0]),
                              ([y for _, y in made], full[1]),
                              ([x for x, _ in made], full[0])))))
    write("replicate_data.csv", ["case", "stratum", "unit", "cell", "weight", "x", "y"], data)
    write("replicate_weights.csv",
          ["case", "method", "replicate", "unit", "coefficient", "factor"], weights)
    write("replicate.csv", ["case", "method", "domain", "centre", "x", "y", "ratio_variance",
                            "y_variance", "x_variance"], results)


main()
