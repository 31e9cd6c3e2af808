#!/usr/bin/env python3
"""records.py >records.csv: audited incidents of four police forces, all invented.

In each force and route a number of incidents was drawn at random from all (`incidents`).
An incident has a row for each crime that should have been recorded, or one row with
crimes = 0 where there was none. recorded: the crime was; timely: within 72 hours.
The same bytes on every run: only the uniform numbers of Python's Mersenne Twister, whose
sequence is documented not to change, decide.
"""
import random

FORCES = (("Eastshire", 0.90), ("Northmoor", 0.84), ("Southvale", 0.78), ("Westbeck", 0.87))
ROUTES = (("direct", 12, 0.06, 0.05), ("incident", 24, 0.0, 0.25), ("other", 9, -0.12, 0.1))
TYPES = ("violence", "theft", "damage", "other")

draw = random.Random(20141118).random


def rows():
    for f, (force, rate) in enumerate(FORCES):
        for route, sampled, shift, none in ROUTES:
            incidents = sampled * (40 + 15 * f) + int(100 * draw())
            for number in range(1, sampled + 1):
                start = (force, route, str(number))
                end = (str(incidents), "%.6g" % (incidents / sampled))
                if draw() < none:
                    yield start + ("none", "0", "0", "0") + end
                    continue
                luck = 0.3 * (draw() - 0.5)  # shared by the incident's crimes
                for _ in range(1 + (draw() < 0.3) + (draw() < 0.1)):
                    kind = TYPES[int(4 * draw())]
                    recorded = draw() < rate + shift + luck
                    timely = recorded and draw() < 0.85
                    yield start + (kind, "1", str(int(recorded)), str(int(timely))) + end


print("force,route,incident,type,crimes,recorded,timely,incidents,weight")
for row in rows():
    print(",".join(row))
