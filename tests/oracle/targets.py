#!/usr/bin/env python3
"""Least cost for targets, in real numbers, from the primal: a second source beside
targets.R, whose problems (targets_problems.csv) it reads. The optimum of
  min sum c n  with  sum_h a_jh/n_h <= b_j,  m <= n <= M
by scipy.optimize.minimize(method="SLSQP") in log n, the best of several starts that meets
the targets to 1e-10. scipy 1.10. Writes targets_primal.csv.
"""
import csv

import numpy as np
from scipy.optimize import minimize


def read():
    problems = {}
    with open("targets_problems.csv") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            problem = problems.setdefault(int(row["problem"]), {})
            place = (int(row["h"]), int(row["j"]))
            problem.setdefault(row["what"], {})[place] = float(row["value"])
    for problem in problems.values():
        def vector(what):
            return np.array([value for _, value in sorted(problem[what].items())])
        cost, low, high, limit = map(vector, ("cost", "low", "high", "limit"))
        yield cost, low, high, vector("load").reshape(len(cost), len(limit)), limit


def solve(cost, low, high, load, limit):
    unit = cost.sum()

    def value(x):
        return (cost * np.exp(x)).sum() / unit

    def slope(x):
        return cost * np.exp(x) / unit

    rules = {
        "type": "ineq",
        "fun": lambda x: 1 - (load.T @ np.exp(-x)) / limit,
        "jac": lambda x: (load.T * np.exp(-x)) / limit[:, None],
    }
    best = None
    for share in (0.1, 0.3, 0.6, 0.95):
        start = np.log(low + share * (high - low))
        found = minimize(value, start, jac=slope, constraints=[rules], method="SLSQP",
                         bounds=list(zip(np.log(low), np.log(high))),
                         options={"ftol": 1e-16, "maxiter": 1000})
        if rules["fun"](found.x).min() > -1e-10 and (best is None or found.fun < best):
            best = found.fun
    return best * unit


with open("targets_primal.csv", "w", newline="") as file:
    file.write("# made by targets.py: the optimum by scipy's SLSQP on the primal\n")
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["problem", "value"])
    for i, problem in enumerate(read()):
        out.writerow([i, repr(float(solve(*problem)))])
