# num.py: adds to num_*.csv (written by num.R and num_borders.R) the column `exact`:
# the value of the defining sum or integral, in at least 200 bits. It shares no code
# with R.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# Debian python3-gmpy2 2.1.2 (MPFR 4.2.0), python3-mpmath 1.2.1, Python 3.11.
from fractions import Fraction
from math import comb, isnan
import csv
import sys
import gmpy2
import mpmath
from gmpy2 import mpfr, exp, lgamma, log, log1p, sqrt

NARROW, WIDE = 200, 1400  # bits; wide: a tail of 1e-300 as 1 minus the other


def precision(bits):
    gmpy2.get_context().precision = bits


def gamma_log(v):
    return lgamma(mpfr(v))[0]


def lower_series(a, b, x, power):
    """I_x(a,b) = x^a y^b/(a B(a,b)) 2F1(a+b, 1; a+1; x), all terms positive."""
    term, total, k = mpfr(1), mpfr(1), 0
    small = mpfr(2) ** -(gmpy2.get_context().precision + 8)
    while term > small * total:
        term *= (a + b + k) / (a + 1 + k) * x
        total += term
        k += 1
    return power * total / a


class Beta:
    def __init__(self, a, b):
        self.a, self.b = mpfr(a), mpfr(b)
        self.constants = {}

    def log_constant(self):
        bits = gmpy2.get_context().precision
        if bits not in self.constants:
            self.constants[bits] = gamma_log(self.a + self.b) - gamma_log(self.a) - gamma_log(self.b)
        return self.constants[bits]

    def at(self, x, y, tail):
        """(tail probability, x^a y^b/B(a,b))"""
        a, b = self.a, self.b
        below = x * (a + b) < a
        left = below
        if below and y < x and y * (a + b) < 3000:
            left = False
        if not below and x < y and x * (a + b) < 3000:
            left = True
        precision(NARROW)
        log_power = a * log(x) + b * log(y) + self.log_constant()
        if log_power < -900:  # 1 minus the other would be 0
            left = below
        precision(NARROW if left == below else WIDE)
        power = exp(a * log(x) + b * log(y) + self.log_constant())
        value = lower_series(a, b, x, power) if left else lower_series(b, a, y, power)
        if left != (tail == "lower"):
            value = 1 - value
        precision(NARROW)
        return +value, +power

    def quantile_logit(self, p, tail, near=0.0):
        """log(x/y), by Newton's method on the logarithm of the tail: it converges
        from anywhere, so a value near the root only saves time."""
        t, sign = log(self.a / self.b), 1 if tail == "lower" else -1
        near = near if 0 < near < 1 else 0
        if near:
            t = log(mpfr(near)) - log1p(-mpfr(near))
        p = mpfr(p)
        for _ in range(12 if near else 200):
            precision(WIDE)
            x, y = 1 / (1 + exp(-t)), 1 / (1 + exp(t))
            precision(NARROW)
            value, power = self.at(x, y, tail)
            step = sign * log(value / p) * value / power
            most = 5 / sqrt((self.a + self.b) * x * y)  # five standard deviations
            step = min(max(step, -most), most)
            t -= step
            if abs(step) < mpfr(10) ** -13:  # what is left is its square
                return t
        if near:  # R was so far off that every digit of the tail was lost
            return self.quantile_logit(p, tail)
        raise ArithmeticError("no convergence")


def beta_quantile(tail, x, a, b, near):
    return 1 / (1 + exp(-Beta(a, b).quantile_logit(x, tail, near)))


def beta_tail(tail, x, a, b, c):
    precision(WIDE)
    y = 1 - mpfr(x)
    return Beta(a, b).at(mpfr(x), y, tail)[0]


def t_quantile(tail, x, df, b, c):
    p = mpfr(x)
    sign = -1 if tail == "lower" else 1
    if p > 0.5:
        p, sign = 1 - p, -sign
    return sign * sqrt(mpfr(df)) * exp(-Beta(mpfr(df) / 2, 0.5).quantile_logit(2 * p, "lower") / 2)


def t_tail(tail, x, df, b, c):
    if x == 0:
        return mpfr(0.5)
    precision(WIDE)
    r = mpfr(x) ** 2 / mpfr(df)
    outside = Beta(mpfr(df) / 2, 0.5).at(1 / (1 + r), r / (1 + r), "lower")[0]
    return outside / 2 if (x > 0) == (tail == "upper") else 1 - outside / 2


def normal_tail(tail, x, a, b, c):
    return mpmath.erfc((x if tail == "upper" else -x) / mpmath.sqrt(mpmath.mpf(2))) / 2


def normal_quantile(tail, x, a, b, c):
    p = mpmath.mpf(x)
    sign = -1 if tail == "lower" else 1
    if p > 0.5:
        p, sign = 1 - p, -sign
    z = mpmath.sqrt(-2 * mpmath.log(2 * p)) if p < 0.3 else mpmath.mpf(0)
    for _ in range(60):  # Newton's method on log(tail), which is concave
        value = normal_tail("upper", z, 0, 0, 0)
        density = mpmath.exp(-z * z / 2) / mpmath.sqrt(2 * mpmath.pi)
        z += mpmath.log(value / p) * value / density
    return sign * z


def chisq_tail(tail, x, df, b, c):
    precision(WIDE)
    a, x = mpfr(df) / 2, mpfr(x) / 2
    power = exp(a * log(x) - x - gamma_log(a + 1))
    if x > a and power * (1 + x) < mpfr("1e-345"):
        return mpfr(0) if tail == "upper" else mpfr(1)
    term, total, k = mpfr(1), mpfr(1), 0
    while term > mpfr(2) ** -WIDE * total:
        k += 1
        term *= x / (a + k)
        total += term
    lower = power * total
    return lower if tail == "lower" else 1 - lower


def choose_log(n, k):
    return gamma_log(n + 1) - gamma_log(k + 1) - gamma_log(n - k + 1)


def discrete_tail(tail, k, low, high, mean, mass, ratio):
    """P(X <= k) or P(X >= k), summed on the side away from the mean."""
    if tail == "lower":
        if k >= high:
            return mpfr(1)
        return sum_down(k, low, mass, ratio) if k <= mean else 1 - sum_up(k + 1, high, mass, ratio)
    if k <= low:
        return mpfr(1)
    return sum_up(k, high, mass, ratio) if k >= mean else 1 - sum_down(k - 1, low, mass, ratio)


def sum_up(k, high, mass, ratio):
    term = total = mass(k)
    while k < high and term > mpfr(2) ** -NARROW * total:
        term *= ratio(k)
        total += term
        k += 1
    return total


def sum_down(k, low, mass, ratio):
    term = total = mass(k)
    while k > low and term > mpfr(2) ** -NARROW * total:
        k -= 1
        term /= ratio(k)
        total += term
    return total


def binomial_pmf(tail, k, n, p, c):
    k, n, p = mpfr(k), mpfr(n), mpfr(p)
    return exp(choose_log(n, k) + k * log(p) + (n - k) * log1p(-p))


def binomial_tail(tail, k, n, p, c):
    odds = mpfr(p) / (1 - mpfr(p))
    return discrete_tail(tail, mpfr(k), 0, n, n * p, lambda j: binomial_pmf(tail, j, n, p, c),
                         lambda j: (n - j) / (j + 1) * odds)


def hypergeometric_pmf(tail, k, n, M, N):
    k, n, M, N = mpfr(k), mpfr(n), mpfr(M), mpfr(N)
    return exp(choose_log(M, k) + choose_log(N - M, n - k) - choose_log(N, n))


def hypergeometric_tail(tail, k, n, M, N):
    return discrete_tail(tail, mpfr(k), max(0, n - (N - M)), min(n, M), n * M / N,
                         lambda j: hypergeometric_pmf(tail, j, n, M, N),
                         lambda j: (M - j) * (n - j) / ((j + 1) * (N - M - n + j + 1)))


def fisher_test(tail, x1, n1, x2, n2):
    x1, n1, x2, n2 = int(x1), int(n1), int(x2), int(n2)
    total, size = x1 + x2, n1 + n2
    masses = [comb(n1, k) * comb(n2, total - k) for k in range(max(0, total - n2), min(n1, total) + 1)]
    limit = Fraction(comb(n1, x1) * comb(n2, x2)) * (1 + Fraction(1, 10**7))
    numerator, denominator = sum(m for m in masses if m <= limit), comb(size, total)
    return mpfr(gmpy2.mpz(numerator)) / mpfr(gmpy2.mpz(denominator))


def number(text):
    return float("nan") if text == "NA" else float(text)


HEAD = ("# R 4.2.2 stats (r, by {}.R) and MPFR 4.2.0 / mpmath 1.2.1 (exact, by num.py)\n"
        "# r is further than 1e-12 from exact in {} of {} rows: exact is what the\n"
        "# tests hold to\n")


def main():
    mpmath.mp.dps = 60
    for name in sys.argv[1:] or ("beta_quantile", "quantiles", "tails", "discrete", "borders"):
        file = f"num_{name}.csv"
        with open(file, newline="") as stream:
            rows = list(csv.DictReader(line for line in stream if not line.startswith("#")))
        apart = 0
        for row in rows:
            precision(NARROW)
            of = globals()[row["of"]]
            last = "r" if of is beta_quantile else "c"
            value = of(row["tail"], *(number(row[key]) for key in ("x", "a", "b", last)))
            row["exact"] = f"{float(value):.17g}"
            exact, r = float(value), number(row["r"])
            apart += isnan(r) or abs(r - exact) > 1e-12 * abs(exact)
        with open(file, "w", newline="") as stream:
            stream.write(HEAD.format("num_borders" if name == "borders" else "num", apart, len(rows)))
            writer = csv.DictWriter(stream, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


main()
