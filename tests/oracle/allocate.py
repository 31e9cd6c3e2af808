# allocate_small.csv: small problems of allocation in exact rational numbers, each solved
# twice by ways that share no code: n by giving out one record after the other to the
# stratum with the greatest priority w^2/(n(n + 1)), the first label of equals (Wright
# 2012, 2017; Huntington 1928); least, the smallest sum w^2/n, by looking at every
# allocation. Of a budget there is the second only, and n is the one that it finds.
# Python 3.11, module fractions only.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
import itertools
import random
from fractions import Fraction as F

random.seed(2017)
METHODS = ["neyman", "optimal", "proportional", "equal", "sqrt", "power", "compromise"]
COSTS = ["1", "2", "2.5", "0.75", "3.2", "10"]


def square(method, s, whole, k):
    """w^2 of a stratum: what a method is in proportion to, squared."""
    N, S = F(s["size"]), F(s["sd"])
    if method == "neyman":
        return (N * S) ** 2
    if method == "optimal":
        return (N * S) ** 2 / F(s["cost"])
    if method == "proportional":
        return N ** 2
    if method == "equal":
        return F(1)
    if method == "sqrt":
        return N
    if method == "power":  # k is 0, 1/2 or 1, so that X^2k is rational
        return (S / F(s["mean"])) ** 2 * N ** int(2 * k)
    return (k * N / whole + (1 - k) / F(s["count"])) ** 2


def give(strata, w2, total):
    n = [s["low"] for s in strata]
    while sum(n) < total:
        best = None
        for h in sorted(range(len(n)), key=lambda h: strata[h]["label"]):
            if n[h] == strata[h]["high"]:
                continue
            worth = w2[h] / (n[h] * (n[h] + 1))
            if best is None or worth > best[0]:
                best = (worth, h)
        n[best[1]] += 1
    return n


def least(strata, w2, fits):
    best = None
    for n in itertools.product(*[range(s["low"], s["high"] + 1) for s in strata]):
        if fits(n):
            value = sum(w / k for w, k in zip(w2, n))
            if best is None or value < best[0]:
                best = (value, n)
    return best


def draw():
    count = random.randint(1, 5)
    labels = random.sample("abcdefgh", count)
    strata = []
    for label in labels:
        size = random.randint(2, 9)
        low = random.randint(1, min(3, size))
        high = random.randint(max(low, 2), size)
        strata.append(dict(label=label, size=size, sd=random.randint(1, 6), count=count,
                           mean=random.randint(1, 5), cost=random.choice(COSTS), low=low,
                           high=high))
    return strata


def row(out, method, k, total, budget, strata, n, value):
    def cells(name):
        return " ".join(str(s[name]) for s in strata)
    out.write(",".join([method, "" if k is None else str(float(k)), str(total), budget] +
                       [cells(c) for c in ("label", "size", "sd", "mean", "cost", "low", "high")] +
                       [" ".join(map(str, n)), "%.17g" % float(value)]) + "\n")


with open("allocate_small.csv", "w") as out:
    out.write("# allocate.py with Python's fractions\n")
    out.write("method,parameter,total,budget,label,size,sd,mean,cost,low,high,n,least\n")
    for i in range(1400):
        method = METHODS[i % len(METHODS)]
        strata = draw()
        whole = F(sum(s["size"] for s in strata))
        k = random.choice([F(0), F(1, 2), F(1)]) if method in ("power", "compromise") else None
        w2 = [square(method, s, whole, k) for s in strata]
        total = random.randint(sum(s["low"] for s in strata), sum(s["high"] for s in strata))
        n = give(strata, w2, total)
        value = least(strata, w2, lambda m: sum(m) == total)[0]
        assert value == sum(w / m for w, m in zip(w2, n))
        row(out, method, k, total, "", strata, n, value)
    for i in range(400):
        strata = draw()
        cost = [F(s["cost"]) for s in strata]
        w2 = [square("neyman", s, None, None) for s in strata]
        low = sum(c * s["low"] for c, s in zip(cost, strata))
        high = sum(c * s["high"] for c, s in zip(cost, strata))
        budget = low + (high - low) * F(random.randint(0, 20), 20)
        budget = F(int(budget * 100) + 1, 100) if budget < high else budget
        value, n = least(strata, w2, lambda m: sum(c * x for c, x in zip(cost, m)) <= budget)
        row(out, "optimal", None, "", repr(float(budget)), strata, n, value)
