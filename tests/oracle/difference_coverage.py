# difference_coverage.py: the exact coverage of the intervals for two finite
# populations, as doc/difference.md gives it. Writes no csv: run it by hand, with
# the program as its argument.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# Python 3.11, numpy 1.24 and scipy 1.10 (Debian python3-numpy, python3-scipy).
import subprocess
import sys
import numpy as np
from scipy.stats import hypergeom

METHODS = ["newcombe", "miettinen-nurminen", "mee", "agresti-caffo", "wald", "exact-unconditional"]
DESIGNS = [(20, 40, 15, 60), (10, 11, 10, 100), (30, 60, 30, 60)]


def limits(program, method, n1, N1, n2, N2):
    pairs = "x1,n1,x2,n2,N1,N2\n" + "".join(
        f"{i},{n1},{j},{n2},{N1},{N2}\n" for i in range(n1 + 1) for j in range(n2 + 1))
    text = subprocess.run(
        [program, "difference", "-", "--x1", "x1", "--n1", "n1", "--x2", "x2", "--n2", "n2",
         "--population1", "N1", "--population2", "N2", "-m", method, "-f", "csv", "-q"],
        input=pairs, capture_output=True, text=True, check=True).stdout.splitlines()
    head = text[0].split(",")
    rows = [dict(zip(head, line.split(","))) for line in text[1:]]
    shape = (n1 + 1, n2 + 1)
    return [np.array([float(r[k]) for r in rows]).reshape(shape) for k in ("lower", "upper")]


def coverage(low, high, n1, N1, n2, N2):
    found = []
    for m1 in range(N1 + 1):
        a = hypergeom.pmf(np.arange(n1 + 1), N1, m1, n1)
        for m2 in range(N2 + 1):
            if not (0.05 <= m1 / N1 <= 0.95 and 0.05 <= m2 / N2 <= 0.95):
                continue
            b = hypergeom.pmf(np.arange(n2 + 1), N2, m2, n2)
            d = m1 / N1 - m2 / N2
            found.append(a @ ((low <= d + 1e-9) & (d - 1e-9 <= high)) @ b)
    return min(found), np.mean(found)


if len(sys.argv) > 1:
    for n1, N1, n2, N2 in DESIGNS:
        for method in METHODS:
            low, high = limits(sys.argv[1], method, n1, N1, n2, N2)
            least, mean = coverage(low, high, n1, N1, n2, N2)
            print(f"{n1} of {N1}, {n2} of {N2}: {method}: {least:.4f} {mean:.4f} "
                  f"{np.mean(high - low):.4f}", flush=True)
