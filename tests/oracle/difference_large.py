# difference_large.py: adds to difference_large.csv what difference.py finds for
# each case from the definitions in 60 digits, and says how far R's columns are
# from it. Run after difference_large.R.
# Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.
# Python 3.11 with mpmath 1.2.1 (Debian python3-mpmath).
from fractions import Fraction
from math import inf
from multiprocessing import Pool
from difference import settled

FILE = "difference_large.csv"
PARTS = ("lower", "upper", "p")


def short(text):
    """The shortest text that reads back as the same double."""
    return text if text == "Inf" else repr(float(text)).removesuffix(".0")


def completed(job):
    forms, row = job
    case = [int(float(v)) for v in row[:4]]
    found = []
    for i, (method, scale) in enumerate(forms):
        is_undefined = row[5 + 3 * i] == "NA"
        found += (["NA"] * 3 if is_undefined else
                  map(short, settled(method, scale, *case, 0, 0, Fraction(row[4]), "two")))
    return row + found


def distance(scale, part, of_r, exact):
    """Relative, but of a difference in units of 1; all that is below 1e-300 is 0."""
    a, b = float(of_r.replace("NA", "nan")), float(exact.replace("NA", "nan"))
    if a == b or b != b or max(a, b) < 1e-300 and part == "p":
        return 0
    is_plain = scale == "difference" and part != "p"
    return abs(a - b) / (1 if is_plain else abs(b)) if b not in (0, inf) else inf


if __name__ == "__main__":
    with open(FILE) as file:
        header, *rows = [line.rstrip("\n").split(",") for line in file]
    columns = [name for name in header[5:] if name.endswith("_r")]
    end = 5 + len(columns)
    forms = [tuple(name.split("_")[:2]) for name in columns[::3]]
    jobs = ((forms, row[:end]) for row in rows)
    worst = [(0, "")] * len(columns)
    with Pool(2) as pool, open(FILE, "w") as file:
        print(",".join(header[:end] + [name.removesuffix("_r") for name in columns]), file=file)
        for row in pool.imap(completed, jobs, chunksize=8):
            print(",".join(row), file=file)
            for i, name in enumerate(columns):
                _, scale, part, _ = name.split("_")
                worst[i] = max(worst[i], (distance(scale, part, row[5 + i], row[end + i]),
                                          " ".join(row[:5])))
    for name, (off, case) in zip(columns, worst):
        print("%-40s %8.1e  %s" % (name, off, case))
