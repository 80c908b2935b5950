"""Element sets and designs that the tests of motion, coverage and passes share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from huxing.orbit import Constellation, ElementSets, Shell

EPOCH = np.datetime64("2026-08-22", "ns")


def element_row(rev_per_day: float, eccentricity: float = 0.001, **changes: object) -> dict[str, object]:
    """One row of an element-set table; angles in rad."""
    row: dict[str, object] = {
        "name": "", "norad_id": 1, "cospar_id": "", "classification": "U", "epoch": EPOCH,
        "mean_motion": rev_per_day * 2 * np.pi / 86_400, "eccentricity": eccentricity, "inclination": 0.9, "raan": 1.0,
        "argument_of_perigee": 2.0, "mean_anomaly": 0.5, "bstar": 1e-4, "mean_motion_dot": 0.0,
        "mean_motion_ddot": 0.0, "element_set_number": 1, "revolution_number": 1,
    }  # fmt: skip
    return row | changes


def element_sets(rows: list[dict[str, object]]) -> ElementSets:
    """Element sets numbered from 1."""
    return ElementSets(pd.DataFrame([row | {"norad_id": k + 1} for k, row in enumerate(rows)]))


def mixed_sets(count: int, seed: int) -> ElementSets:
    """Low, middle and high orbits, some eccentric (perigee 300 km or more), some low and decaying."""
    rng = np.random.default_rng(seed)
    rows = []
    for k in range(count):
        angles = dict(zip(("raan", "argument_of_perigee", "mean_anomaly"), rng.uniform(0, 6.28, 3), strict=True))
        angles["inclination"] = rng.uniform(0.01, 3.1)
        kind = k % 5
        if kind == 3:
            perigee, apogee = 6378.0 + rng.uniform(300, 800), 6378.0 + rng.uniform(10_000, 40_000)
            axis, eccentricity = (perigee + apogee) / 2, (apogee - perigee) / (apogee + perigee)
        elif kind == 4:
            axis, eccentricity = 6378.0 + rng.uniform(160, 220), 0.0005
        else:
            axis, eccentricity = 6378.0 + [rng.uniform(350, 1500), 20_200.0, rng.uniform(350, 1500)][kind], 0.001
        rows.append(element_row(86_400 / (2 * np.pi) * np.sqrt(398_600.8 / axis**3), eccentricity, **angles))
    return element_sets(rows)


def random_constellation(rng: np.random.Generator, most: int = 12) -> Constellation:
    """A few shells of any inclination (0, 90 and 180 exactly among them) and altitude from 200 km to GEO."""
    shells = []
    for k in range(int(rng.integers(1, 3))):
        altitude = float(rng.choice([200e3, 550e3, 1160e3, 8_000e3, 20_200e3, 35_786e3, rng.uniform(2e5, 4e6)]))
        inclination = float(rng.choice([0.0, np.pi / 2, np.pi, rng.uniform(0, np.pi)]))
        planes = int(rng.integers(1, 4))
        slots = tuple(rng.uniform(0, 2 * np.pi, int(rng.integers(1, most // 3))) for _ in range(planes))
        slots = tuple(np.where(rng.random(s.size) < 0.2, np.pi / 2, s) for s in slots)  # the orbit's highest latitude
        shells.append(Shell(f"s{k}", 6_378_137.0 + altitude, inclination, rng.uniform(0, 2 * np.pi, planes), slots))
    return Constellation("random", tuple(shells))
