#!/usr/bin/env python3
"""two_phases.py >two_phases.csv: incidents audited in two phases, all invented.

In each area incidents were drawn at random from all (`incidents`) and sorted at a desk by
their risk. Then 25 of each risk were drawn at random from all areas together and audited
in full: audited is 1, and `recorded` says whether the crime in it was recorded.
The same bytes on every run, as with records.py.
"""
import random

AREAS = (("hills", 60, 1200), ("port", 90, 3600), ("town", 70, 2100))
RISKS = (("high", 0.25, 0.62), ("low", 0.75, 0.93))
MEASURED = 25

draw = random.Random(20141127).random

drawn = []
for area, sampled, incidents in AREAS:
    for _ in range(sampled):
        risk, _, rate = RISKS[0] if draw() < RISKS[0][1] else RISKS[1]
        drawn.append([area, incidents, risk, draw() < rate, draw()])
chosen = set()
for risk, _, _ in RISKS:
    own = sorted((row[4], i) for i, row in enumerate(drawn) if row[2] == risk)
    chosen.update(i for _, i in own[:MEASURED])
print("area,incidents,risk,audited,recorded")
for i, (area, incidents, risk, recorded, _) in enumerate(drawn):
    audited = i in chosen
    print(",".join((area, str(incidents), risk, str(int(audited)),
                    str(int(recorded)) if audited else "")))
