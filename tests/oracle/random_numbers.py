#!/usr/bin/python3
"""random_numbers.py: numbers of the generator philox4x64-10/1 in Python's whole numbers.

Writes random_numbers.csv: for a place (seed, use, major, minor) the first words of its
sequence, the numbers below a bound that they give, and the uniform ones. Written
from the papers' definitions (Salmon et al. 2011; Lemire 2019), without reading
a word of the C; the function itself is first held against the known answers that
its authors publish (Random123, kat_vectors).
"""
import csv
import os
from fractions import Fraction

MASK = 2**64 - 1
WORDS = 9


def philox(counter, key, rounds=10):
    x, k = list(counter), list(key)
    for _ in range(rounds):
        p, q = x[0] * 0xD2E7470EE14C6C93, x[2] * 0xCA5A826395121157
        x = [(q >> 64) ^ x[1] ^ k[0], q & MASK, (p >> 64) ^ x[3] ^ k[1], p & MASK]
        k = [(k[0] + 0x9E3779B97F4A7C15) & MASK, (k[1] + 0xBB67AE8584CAA73B) & MASK]
    return x


def words(place, count):
    seed, use, major, minor = place
    out = []
    for block in range(count):
        out += philox([block, major, minor, 0], [seed, use])
    return out[:count]


def below(stream, bound, bits):
    """Exactly unbiased: a draw counts unless its fraction lies in the excess."""
    size = 2**bits
    excess = size % bound
    out = []
    for word in stream:
        if (word * bound) % size >= excess:
            out.append(word * bound // size)
    return out


def main():
    assert philox([0] * 4, [0] * 2)[0] == 0x16554D9ECA36314C
    assert philox([MASK] * 4, [MASK] * 2)[3] == 0xA09CAEBF594F0BA0
    places = [(0, 0, 0, 0), (1, 1, 0, 0), (1, 2, 0, 0), (20261126, 1, 42, 999),
              (MASK, 2, MASK, MASK), (2**63, 1, 1, 2), (2**63, 1, 2, 1)]
    bounds = [1, 2, 3, 10, 2326, 3 * 2**30, 2**32 - 1, 3 * 2**62, MASK]
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "random_numbers.csv"), "w", newline="") as out:
        out.write("# written by random_numbers.py: place, then what its sequence gives\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["seed", "use", "major", "minor", "kind", "bound", "index", "value"])
        for place in places:
            stream = words(place, WORDS)
            for i, word in enumerate(stream):
                writer.writerow([*place, "word", 0, i, word])
                uniform = Fraction(2 * (word >> 12) + 1, 2**53)
                writer.writerow([*place, "uniform", 0, i, repr(float(uniform))])
            for bound in bounds:
                for i, value in enumerate(below(words(place, 40), bound, 64)[:WORDS]):
                    writer.writerow([*place, "below", bound, i, value])
                if bound < 2**12:
                    halves = [h for w in words(place, 400) for h in (w & (2**32 - 1), w >> 32)]
                    drawn = below(halves, bound, 32)[:500]
                    for i in sorted(set(drawn))[:5]:
                        writer.writerow([*place, "tally", bound, i, drawn.count(i)])


if __name__ == "__main__":
    main()
