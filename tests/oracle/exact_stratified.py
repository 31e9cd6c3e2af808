# exact_stratified.py: adds lower_2 and upper_2 to exact_stratified.csv, the same
# limits in exact rational arithmetic. Run after exact_stratified.R.
# Python 3.11, standard library only.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import comb


@lru_cache(None)
def law(N, n, M):  # {x: probability}
    return {x: Fraction(comb(M, x) * comb(N - M, n - x), comb(N, n))
            for x in range(max(0, n - N + M), min(n, M) + 1)}


@lru_cache(None)
def tails(sizes, drawn, counts):  # [(statistic, P(statistic or more))], largest first
    masses = {}
    laws = [law(N, n, M) for N, n, M in zip(sizes, drawn, counts)]
    for sample in product(*laws):
        statistic = sum(Fraction(N * x, n) for N, n, x in zip(sizes, drawn, sample))
        mass = Fraction(1)
        for x, p in zip(sample, laws):
            mass *= p[x]
        masses[statistic] = masses.get(statistic, 0) + mass
    result, total = [], Fraction(0)
    for statistic in sorted(masses, reverse=True):
        total += masses[statistic]
        result.append((statistic, total))
    return result


def chance(sizes, drawn, counts, statistic):
    best = Fraction(0)
    for value, tail in tails(sizes, drawn, counts):
        if value < statistic:
            break
        best = tail
    return best


def least_total(sizes, drawn, sample, tail):
    statistic = sum(Fraction(N * x, n) for N, n, x in zip(sizes, drawn, sample))
    ranges = [range(x, N - n + x + 1) for N, n, x in zip(sizes, drawn, sample)]
    for counts in sorted(product(*ranges), key=sum):
        if chance(sizes, drawn, counts, statistic) > tail:
            return sum(counts)


with open("exact_stratified.csv") as file:
    lines = [line.rstrip("\n") for line in file]
with open("exact_stratified.csv", "w") as file:
    for line in lines:
        if line[0] in "#c":
            print(line + (",lower_2,upper_2" if line[0] == "c" else ""), file=file)
            continue
        cells = line.split(",")
        tail = (1 - Fraction(cells[0])) / 2
        numbers = [int(cell) for cell in cells[1:10]]
        strata = [numbers[i:i + 3] for i in (0, 3, 6) if numbers[i] > 0]
        sizes, drawn, sample = (tuple(column) for column in zip(*strata))
        lower = least_total(sizes, drawn, sample, tail)
        mirrored = tuple(n - x for n, x in zip(drawn, sample))
        upper = sum(sizes) - least_total(sizes, drawn, mirrored, tail)
        print(f"{line},{lower},{upper}", file=file)
