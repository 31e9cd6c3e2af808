# near_normal.py: writes src/num/near_normal.def, the coefficients of near_normal.c,
# in whole-number fractions. Nothing but the Python standard library is used.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
#
# u u' = zeta (1 - skew u - flat u^2), u = zeta + ..., and step = zeta/u. With skew^2 +
# 4 flat = 1 and skew = r, the k-th coefficient of step is a polynomial in r with the
# parity of k; line k has its coefficients of r^(k mod 2), r^(k mod 2 + 2), ...
from fractions import Fraction
from textwrap import fill

TERMS = 24


def times(a, b):
    product = [Fraction(0)] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            product[i + j] += x * y
    return product


def plus(a, b):
    long, short = (a, b) if len(a) >= len(b) else (b, a)
    return [x + (short[i] if i < len(short) else 0) for i, x in enumerate(long)]


def scaled(factor, a):
    return [factor * x for x in a]


ONE, ZERO = [Fraction(1)], [Fraction(0)]
SKEW, FLAT = [Fraction(0), Fraction(1)], [Fraction(1, 4), Fraction(0), Fraction(-1, 4)]

u = [ZERO, ONE]
square = [ZERO, ZERO, ONE]  # (u^2)' = 2 zeta (1 - skew u - flat u^2)
for k in range(3, TERMS + 2):
    slope = plus(times(SKEW, u[k - 2]), times(FLAT, square[k - 2]))
    square.append(scaled(Fraction(-2, k), slope))
    rest = square[k]
    for i in range(2, k - 1):
        rest = plus(rest, scaled(-1, times(u[i], u[k - i])))
    u.append(scaled(Fraction(1, 2), rest))

step = [ONE]
for k in range(1, TERMS):
    rest = ZERO
    for i in range(k):
        rest = plus(rest, scaled(-1, times(step[i], u[k + 1 - i])))
    step.append(rest)

with open("../../src/num/near_normal.def", "w") as file:
    file.write("/* Written by tests/oracle/near_normal.py, which says what it is. */\n")
    for k, row in enumerate(step):
        assert all(row[j] == 0 for j in range((k + 1) % 2, len(row), 2))
        values = [row[j] if j < len(row) else Fraction(0) for j in range(k % 2, k + 1, 2)]
        file.write(fill("{" + ", ".join(repr(float(v)) for v in values) + "},", 95) + "\n")
