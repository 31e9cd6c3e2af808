# difference.py: adds lower, upper and p_value to difference.csv, from the
# definitions in 60 digits. Run after difference.R.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# Python 3.11 with mpmath 1.2.1 (Debian python3-mpmath). Restricted rates are
# roots of the cubic (differences) and the quadratics (ratios, odds ratios) of
# Miettinen & Nurminen 1985; every limit is found by solving its own equation.
from fractions import Fraction
from functools import lru_cache
from mpmath import mp, mpf, sqrt, log, exp, erfc, erfinv, acos, cos, pi, inf

mp.dps = 60
CLOSE = mpf(10) ** -40


@lru_cache(None)
def normal(tail):
    with mp.workdps(75):
        return erfinv(1 - 2 * mpf(tail.numerator) / tail.denominator) * sqrt(mpf(2))


def upper_tail(z):
    return erfc(z / sqrt(mpf(2))) / 2


def p_of(z, side):
    return {"two": 2 * upper_tail(abs(z)), "lower": upper_tail(z), "upper": upper_tail(-z)}[side]


def solve(f, low, high):
    """The root of a falling f: by inverse quadratic interpolation where the last
    three points lie on a smooth curve, else by halving (Chandrupatla 1997,
    Advances in Engineering Software 28, 145-149)."""
    a, b, fa, fb, t = high, low, f(high), f(low), mpf(1) / 2
    while True:
        at = a + t * (b - a)
        found = f(at)
        if (found > 0) == (fa > 0):
            c, fc, a, fa = a, fa, at, found
        else:
            c, fc, b, fb, a, fa = b, fb, a, fa, at, found
        close = CLOSE * (1 + abs(a)) / abs(b - a)
        if close > 0.5 or fa == 0:
            return a if abs(fa) < abs(fb) else b
        t = mpf(1) / 2
        if max(abs(fa), abs(fb), abs(fc)) < inf and fb != fc and fa != fc:
            xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
            if phi ** 2 < xi and (1 - phi) ** 2 < 1 - xi:
                t = (fa / (fb - fa) * fc / (fb - fc)
                     + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb))
        t = min(max(t, close), 1 - close)


def divide(a, b):
    return inf if b == 0 else a / b


def estimate(scale, x1, n1, x2, n2):
    p1, p2 = mpf(x1) / n1, mpf(x2) / n2
    if scale == "difference":
        return p1 - p2
    if scale == "ratio":
        return divide(p1, p2)
    return divide(mpf(x1) * (n2 - x2), mpf(n1 - x1) * x2)


# ---- wald and agresti-caffo
def wald(scale, x1, n1, x2, n2, N1, N2, z, side):
    total = mpf(0)
    for x, n, N in ((x1, n1, N1), (x2, n2, N2)):
        if n == 1 and N > 1:  # one record of several says nothing
            return -inf if scale == "difference" else mpf(0), inf, mpf(1)
        part = mpf(1) / n if N == 0 else mpf(N - n) / N / (n - 1) if N > n else mpf(0)
        p = mpf(x) / n
        derivative = {"difference": lambda: 1, "ratio": lambda: divide(1, p),
                      "odds": lambda: divide(1, p * (1 - p))}[scale]()
        if part == 0:
            continue
        if derivative == inf:
            return mpf(0), inf, mpf(1)
        total += part * p * (1 - p) * derivative ** 2
    est = estimate(scale, x1, n1, x2, n2)
    if scale == "difference":
        centre, back = est, lambda v: v
    else:
        centre, back = (inf if est == inf else -inf if est == 0 else log(est)), lambda v: exp(v)
    se = sqrt(total)
    if se == 0:
        low = high = est
        statistic = mpf(0) if centre == 0 else centre * inf
    else:
        low, high, statistic = back(centre - z * se), back(centre + z * se), centre / se
    return low, high, p_of(statistic, side)


def agresti_caffo(scale, x1, n1, x2, n2, N1, N2, z, side):
    p1, p2 = mpf(x1 + 1) / (n1 + 2), mpf(x2 + 1) / (n2 + 2)
    se = sqrt(p1 * (1 - p1) / (n1 + 2) + p2 * (1 - p2) / (n2 + 2))
    same = (p1 - p2) * (x1 * n2 - x2 * n1) > 0
    return p1 - p2 - z * se, p1 - p2 + z * se, p_of((p1 - p2) / se if same else mpf(0), side)


# ---- newcombe: the limit is where the distances make a right angle
def wilson(x, n, N, z):
    p = mpf(x) / n
    if z == 0 or N == n:
        return p, p
    v = mpf(1) / n if N == 0 else mpf(N - n) / (mpf(n) * (N - 1))
    a, b = 1 + z * z * v, 2 * p + z * z * v  # (phat - p)^2 = z^2 p (1 - p) v
    d = sqrt(b * b - 4 * a * p * p)
    return (b - d) / (2 * a), (b + d) / (2 * a)


def mover_lower(scale, x1, n1, x2, n2, N1, N2, z):
    if scale == "odds" and (x1 == n1 or x2 == n2):
        x1, n1, N1, x2, n2, N2 = n2 - x2, n2, N2, n1 - x1, n1, N1
    p, q = mpf(x1) / n1, mpf(x2) / n2
    low, high = wilson(x1, n1, N1, z)[0], wilson(x2, n2, N2, z)[1]
    if scale == "difference":
        return p - q - sqrt((p - low) ** 2 + (high - q) ** 2)
    if x1 == 0:
        return mpf(0)
    if x2 == 0 and N2 == n2:  # divided by what is known to be 0
        return inf
    if z == 0 or (N1 == n1 and (N2 == n2 or x2 == n2)):
        return estimate(scale, x1, n1, x2, n2)
    if scale == "odds":
        low, high = low / (1 - low), high / (1 - high)
        if x1 == n1 and x2 == 0:
            return low / high
        p, q = p / (1 - p), q / (1 - q)
    f = lambda u: (p - exp(u) * q) ** 2 - (p - low) ** 2 - exp(2 * u) * (high - q) ** 2
    return exp(solve(f, mpf(-60), log(p / q) if q > 0 else mpf(60)))


def newcombe(scale, x1, n1, x2, n2, N1, N2, z, side):
    if scale == "odds" and any(n == N and x in (0, n) for x, n, N in ((x1, n1, N1), (x2, n2, N2))):
        est = estimate(scale, x1, n1, x2, n2)  # one of the odds is known to be 0 or infinite
        return est, est, p_of((x1 * n2 - x2 * n1) * inf if x1 * n2 != x2 * n1 else mpf(0), side)
    first, second = (x1, n1, N1), (x2, n2, N2)
    order = lambda a, b, z: mover_lower(scale, a[0], a[1], b[0], b[1], a[2], b[2], z)
    low, high = order(first, second, z), order(second, first, z)
    sign = 1 if x1 * n2 > x2 * n1 else -1
    null = 0 if scale == "difference" else 1
    if x1 * n2 == x2 * n1:
        root = mpf(0)
    else:
        a, b = (first, second) if sign > 0 else (second, first)
        # on the scale of ratios the limit is 1 where that of differences is 0
        if scale == "ratio":
            f = lambda z: mover_lower("difference", a[0], a[1], b[0], b[1], a[2], b[2], z)
        else:
            f = lambda z: order(a, b, z) - null
        root = inf if f(mpf(40)) >= 0 else solve(f, mpf(10) ** -9, mpf(40))
    return low, -high if scale == "difference" else divide(1, high), p_of(sign * root, side)


# ---- score
def second_rate(scale, x1, n1, x2, n2, t):
    c, n = x1 + x2, n1 + n2
    if scale == "difference":
        c3, c2 = mpf(n), (n1 + 2 * n2) * t - n - c
        c1, c0 = (n2 * t - n - 2 * x2) * t + c, x2 * t * (1 - t)
        half = c2 ** 3 / (27 * c3 ** 3) - c1 * c2 / (6 * c3 * c3) + c0 / (2 * c3)
        radius = sqrt(max(c2 * c2 / (9 * c3 * c3) - c1 / (3 * c3), mpf(0)))
        radius = -radius if half < 0 else radius
        cosine = half / radius ** 3 if radius != 0 else mpf(0)
        p = 2 * radius * cos((pi + acos(max(min(cosine, mpf(1)), mpf(-1)))) / 3) - c2 / (3 * c3)
        return min(max(p, mpf(0), -t), mpf(1), 1 - t)
    if scale == "ratio":
        a, b = t * n, -(n1 * t + x1 + n2 + x2 * t)
        return (-b - sqrt(b * b - 4 * a * c)) / (2 * a)
    a, b = n2 * (t - 1), n1 * t + n2 - c * (t - 1)
    return 2 * mpf(c) / (b + sqrt(b * b + 4 * a * c))


def score(scale, x1, n1, x2, n2, t):
    q = second_rate(scale, x1, n1, x2, n2, t)
    if scale == "odds":
        p = t * q / (1 + q * (t - 1))
        return (x1 - n1 * p) * sqrt(1 / (n1 * p * (1 - p)) + 1 / (n2 * q * (1 - q)))
    if scale == "ratio":
        p, weight, shift = t * q, t, mpf(x1) / n1 - t * x2 / n2
    else:
        p, weight, shift = q + t, 1, mpf(x1) / n1 - mpf(x2) / n2 - t
    variance = p * (1 - p) / n1 + weight ** 2 * q * (1 - q) / n2
    return shift * inf if variance <= 0 and shift != 0 else shift / sqrt(variance) if shift else shift


def score_lower(scale, x1, n1, x2, n2, z):
    est = estimate(scale, x1, n1, x2, n2)
    if z == 0 or est == (-1 if scale == "difference" else 0):
        return est
    if scale == "difference":
        return solve(lambda t: score(scale, x1, n1, x2, n2, t) - z, mpf(-1), est)
    f = lambda u: score(scale, x1, n1, x2, n2, exp(u)) - z
    return exp(solve(f, mpf(-50), log(est) if est != inf else mpf(50)))


def score_limits(corrected):
    def limits(scale, x1, n1, x2, n2, N1, N2, z, side):
        factor = mpf(n1 + n2) / (n1 + n2 - 1) if corrected else mpf(1)
        low = score_lower(scale, x1, n1, x2, n2, z * sqrt(factor))
        high = score_lower(scale, x2, n2, x1, n1, z * sqrt(factor))
        p = mpf(x1 + x2) / (n1 + n2)
        d = mpf(x1) / n1 - mpf(x2) / n2
        z0 = d / sqrt(factor * p * (1 - p) * (mpf(1) / n1 + mpf(1) / n2)) if d != 0 else d
        return low, -high if scale == "difference" else divide(1, high), p_of(z0, side)
    return limits


METHODS = {"wald": wald, "agresti-caffo": agresti_caffo, "newcombe": newcombe,
           "miettinen-nurminen": score_limits(True), "mee": score_limits(False)}


def text(value):
    if abs(value) == inf:
        return "Inf" if value > 0 else "-Inf"
    return mp.nstr(value, 18, min_fixed=0, max_fixed=0) if value else "0"


def settled(method, scale, x1, n1, x2, n2, N1, N2, conf, side):
    tail = (1 - conf) / 2 if side == "two" else 1 - conf
    low, high, p = METHODS[method](scale, x1, n1, x2, n2, N1, N2, normal(tail), side)
    least, most = (mpf(-1), mpf(1)) if scale == "difference" else (mpf(0), inf)
    est = estimate(scale, x1, n1, x2, n2)
    low = least if side == "upper" else min(max(low, least), est)
    high = most if side == "lower" else max(min(high, most), est)
    return text(low), text(high), text(p)


if __name__ == "__main__":
    with open("difference.csv") as file:
        header, *rows = [line.rstrip("\n").split(",")[:13] for line in file]
    with open("difference.csv", "w") as file:
        print(",".join(header + ["lower", "upper", "p_value"]), file=file)
        for row in rows:
            x1, n1, x2, n2, N1, N2 = (int(float(v)) for v in row[2:8])
            found = settled(row[0], row[1], x1, n1, x2, n2, N1, N2, Fraction(row[8]), row[9])
            print(",".join(row + list(found)), file=file)
