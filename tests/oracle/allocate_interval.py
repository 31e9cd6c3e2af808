# allocate_interval.csv: small problems of one margin that half of an interval is to meet,
# when each stratum has exactly the rate expected, many of them 0 or 1: least, the fewest
# records of all allocations there are; NA: none meets it. The intervals are those of
# doc/estimation.md: Wilson's from its closed form and Clopper & Pearson's from beta
# quantiles, at the effective number of records (Korn & Graubard 1998).
# Python 3.11, scipy 1.10.1.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
import itertools
import math
import random
from functools import lru_cache

from scipy.stats import beta, t

random.seed(1998)


@lru_cache(maxsize=None)
def quantile(df):
    return t.ppf(0.975, df)


@lru_cache(maxsize=None)
def clopper_pearson(p, n):
    low = beta.ppf(0.025, n * p, n - n * p + 1) if p > 0 else 0
    high = beta.ppf(0.975, n * p + 1, n - n * p) if p < 1 else 1
    return low, high


def wilson(p, a):
    middle, arm = p + a / 2, math.sqrt(a * (p * (1 - p) + a / 4))
    low = (middle - arm) / (1 + a) if p > 0 else 0
    high = (middle + arm) / (1 + a) if p < 1 else 1
    return low, high


def half_width(strata, n, kind):
    whole, records = sum(N for N, _, _ in strata), sum(n)
    df = records - len(n)
    if records >= whole:
        return 0
    if df <= 0:
        return 1
    p = sum(N * r for N, r, _ in strata) / whole
    variance = sum((N / whole) ** 2 * r * (1 - r) * (1 - k / N) / max(k - 1, 1)
                   for (N, r, _), k in zip(strata, n))
    worth = p * (1 - p) / variance if variance > 0 and 0 < p < 1 else records
    if kind == "wilson":
        low, high = wilson(p, quantile(df) ** 2 / min(worth, records))
    else:
        ratio = quantile(records - 1) / quantile(df)
        low, high = clopper_pearson(p, min(worth * ratio ** 2, records))
    return (min(max(high, p), 1) - max(min(low, p), 0)) / 2


def least(strata, margin, kind):
    ranges = [range(1, high + 1) for _, _, high in strata]
    for n in sorted(itertools.product(*ranges), key=sum):
        if half_width(strata, n, kind) <= margin * (1 + 1e-10):
            return sum(n)
    return "NA"


def problem():
    strata = []
    for _ in range(random.choice([1, 2, 3])):
        N = random.randint(2, 14)
        rate = random.choice([0, 1, 1, 1, 0.5, 0.9])
        strata.append((N, rate, random.choice([N, random.randint((N + 1) // 2, N)])))
    margin = round(random.choice([0.08, 0.12, 0.2, 0.3, 0.4]) + random.random() * 0.03, 4)
    return strata, margin, random.choice(["wilson", "clopper-pearson"])


with open("allocate_interval.csv", "w") as out:
    print("# allocate_interval.py with scipy", file=out)
    print("interval,margin,size,rate,high,least", file=out)
    for _ in range(300):
        strata, margin, kind = problem()
        columns = [" ".join(str(s[c]) for s in strata) for c in range(3)]
        print(kind, margin, *columns, least(strata, margin, kind), sep=",", file=out)
