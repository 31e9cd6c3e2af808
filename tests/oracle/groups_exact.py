# groups_fisher.csv: the cases of groups_exact.csv up to groups of 120, with p-values of
# Fisher's exact test as exact fractions of whole numbers (python's own), no slack for ties
# but where they are exact, and probabilities in rational arithmetic (gmpy2 2.1.2). Sizes are
# searched to twice the first, to see that none beyond `checked` lacks the power; `dips` is
# how many beyond `checked` do.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
import csv
from fractions import Fraction
from math import ceil, comb

import gmpy2
from gmpy2 import mpq


def kept(n1, n2, alpha):
    """For every total, the numbers in group one that are not rejected."""
    for total in range(n1 + n2 + 1):
        xs = range(max(0, total - n2), min(total, n1) + 1)
        weights = sorted((comb(n1, x) * comb(n2, total - x), x) for x in xs)
        limit = comb(n1 + n2, total) * alpha.numerator
        gone, stay, i = 0, [], 0
        while i < len(weights):
            j = i
            while j < len(weights) and weights[j][0] == weights[i][0]:
                gone += weights[j][0]
                j += 1
            if gone * alpha.denominator > limit:
                stay = [x for _, x in weights[i:]]
                break
            i = j
        yield total, stay


def masses(n, p, number):
    q = 1 - p
    return [number(comb(n, x)) * p ** x * q ** (n - x) for x in range(n + 1)]


def power(n1, n2, p1, p2, alpha, number):
    first, second = masses(n1, p1, number), masses(n2, p2, number)
    miss = number(0)
    for total, stay in kept(n1, n2, alpha):
        for x in stay:
            miss += first[x] * second[total - x]
    return 1 - miss


def whole(n, share, larger):
    return ceil(Fraction(n) * share / larger)


def sizes(row, p1, p2, alpha):
    shares = [Fraction(row[k]) for k in ("share1", "share2")]
    larger = max(shares)
    wanted = float(row["power"])
    n, first, to, safe, dips = 0, None, 10 ** 9, None, 0
    checked = int(float(row["checked"]))
    while n < to:
        n += 1
        meets = power(whole(n, shares[0], larger), whole(n, shares[1], larger), float(p1),
                      float(p2), alpha, float) >= wanted
        if meets and first is None:
            first, to = n, 2 * n + 60
        if n <= checked:
            safe = (safe or n) if meets else None
        elif not meets:
            dips += 1
    return whole(first, shares[0], larger), whole(safe, shares[0], larger), dips


def decimal(text):
    """The decimal that was meant: 17 digits say more than was written."""
    return Fraction(text).limit_denominator(10000)


with open("groups_exact.csv") as file:
    rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
with open("groups_fisher.csv", "w") as out:
    out.write("# groups_exact.py with gmpy2 %s\n" % gmpy2.version())
    names = list(rows[0]) + ["dips"]
    out.write(",".join(names) + "\n")
    for row in rows:
        p1 = decimal(row["rate"])
        p2 = p1 + decimal(row["difference"])
        alpha = 1 - decimal(row["conf"])
        row["dips"] = ""
        if row["what"] == "size":
            row["value"], row["second"], row["dips"] = map(str, sizes(row, p1, p2, alpha))
        elif max(int(row["n1"]), int(row["n2"])) <= 120:
            row["value"] = "%.17g" % power(int(row["n1"]), int(row["n2"]), mpq(p1), mpq(p2),
                                           alpha, mpq)
        else:
            continue
        out.write(",".join(row[name] for name in names) + "\n")
