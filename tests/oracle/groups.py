# groups_power.csv: the cases of groups.csv, by the equation that says what power is: the
# chance, by the normal distribution, that the test statistic passes its critical value.
# It is solved for the size by bisection in 40 digits (mpmath 1.2.1), with restricted rates
# that maximise the likelihood, found by bisection on its derivative.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
import csv

import mpmath
from mpmath import mp, mpf

mp.dps = 40


def restricted(p1, p2, n1, n2, d0):
    """Likeliest (p1, p2) with p2 = p1 + d0, given expected counts."""
    low, high = max(mpf(0), -d0), min(mpf(1), 1 - d0)

    def slope(x):
        y = x + d0
        return n1 * (p1 / x - (1 - p1) / (1 - x)) + n2 * (p2 / y - (1 - p2) / (1 - y))

    for _ in range(140):
        middle = (low + high) / 2
        if slope(middle) > 0:
            low = middle
        else:
            high = middle
    return low, low + d0


def miss(method, p1, p2, n1, n2, z, d0):
    def var(x, n):
        return x * (1 - x) / n

    true = mpmath.sqrt(var(p1, n1) + var(p2, n2))
    effect = abs(p2 - p1 - d0)
    if method == "arcsine":
        true = null = mpmath.sqrt(1 / n1 + 1 / n2)
        effect = 2 * abs(mpmath.asin(mpmath.sqrt(p2)) - mpmath.asin(mpmath.sqrt(p1)))
    elif method == "wald":
        null = true
    else:
        a, b = restricted(p1, p2, n1, n2, d0)
        null = mpmath.sqrt(var(a, n1) + var(b, n2))
    if method == "fleiss-cc":
        effect -= (1 / n1 + 1 / n2) / 2
    return mpmath.ncdf((z * null - effect) / true)


def quantile(p):
    return mpmath.sqrt(2) * mpmath.erfinv(2 * p - 1)


def solve(row):
    p1, d, margin = (mpf(row[k]) for k in ("rate", "difference", "margin"))
    z = quantile((1 + mpf(row["conf"])) / 2)
    shares = mpf(row["share1"]), mpf(row["share2"])
    nulls = {"difference": [0], "non-inferiority": [-margin],
             "equivalence": [-margin, margin]}[row["aim"]]
    ratio = shares[1] / shares[0]
    wanted = 1 - mpf(row["power"])

    def excess(n):
        return sum(miss(row["method"], p1, p1 + d, n, n * ratio, z, mpf(d0))
                   for d0 in nulls) - wanted

    low, high = mpf(0), mpf(1)
    while excess(high) > 0:
        low, high = high, 2 * high
    while high - low > high * mpf(10) ** -20:
        middle = (low + high) / 2
        if excess(middle) > 0:
            low = middle
        else:
            high = middle
    return high


with open("groups.csv") as file:
    rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
with open("groups_power.csv", "w") as out:
    out.write("# groups.py with mpmath %s\n" % mpmath.__version__)
    names = list(rows[0])
    out.write(",".join(names) + "\n")
    # bisection inside bisection: a third of the cases is enough
    for row in rows[::3]:
        row["value"] = mpmath.nstr(solve(row), 17)
        out.write(",".join(row[name] for name in names) + "\n")
