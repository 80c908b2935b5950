"""Element sets made for the tests, by hand or by hypothesis."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from huxing.orbit.element_sets import ElementSets

ISS = (
    "1 25544U 98067A   08264.51782528 -.00002182  00000-0 -11606-4 0  2927\n"
    "2 25544  51.6416 247.4627 0006703 130.5360 325.0288 15.72125391563537\n"
)
"""Set 292 of the ISS (T. S. Kelso's format page): its fields are read off by hand in the tests."""


def with_checksum(line: str) -> str:
    """Columns 1-68 of `line` with the right 69th, counted independently of the package."""
    total = 0
    for letter in line[:68]:
        total += int(letter) if letter in "0123456789" else (1 if letter == "-" else 0)
    return line[:68] + str(total % 10) + line[69:]


def tle(**changes: tuple[int, str]) -> str:
    """The ISS set with columns replaced: `first=(start, text)` in line 1, `second=(start, text)` in line 2."""
    lines = ISS.splitlines()
    for which, (start, text) in changes.items():
        k = 0 if which.startswith("first") else 1
        lines[k] = lines[k][: start - 1] + text + lines[k][start - 1 + len(text) :]
    return "\n".join(with_checksum(line) for line in lines) + "\n"


def made_sets(rows: list[dict[str, object]]) -> ElementSets:
    """Element sets with the given columns; the others as in an ordinary low orbit."""
    ordinary: dict[str, object] = {
        "name": "MADE",
        "norad_id": 25544,
        "cospar_id": "1998-067A",
        "classification": "U",
        "epoch": np.datetime64("2026-08-22T07:57:46.835712", "ns"),
        "mean_motion": 15.5 * 2.0 * np.pi / 86400.0,
        "eccentricity": 0.0007,
        "inclination": np.radians(51.64),
        "raan": np.radians(73.3),
        "argument_of_perigee": np.radians(91.5),
        "mean_anomaly": np.radians(83.0),
        "bstar": 1.2e-4,
        "mean_motion_dot": 0.0,
        "mean_motion_ddot": 0.0,
        "element_set_number": 999,
        "revolution_number": 8052,
    }
    return ElementSets(pd.DataFrame([ordinary | row for row in rows]))


_NAMES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=24)
_ANGLES = st.floats(0.0, 6.28318)
ROWS = st.fixed_dictionaries(
    {
        "name": _NAMES,
        "norad_id": st.integers(0, 999_999_999),
        "epoch": st.integers(-400_000_000_000, 2_700_000_000_000).map(lambda ms: np.datetime64(ms, "ms")),
        "mean_motion": st.floats(1e-7, 1.2e-3),
        "eccentricity": st.floats(0.0, 0.999),
        "inclination": st.floats(0.0, 3.14159),
        "raan": _ANGLES,
        "argument_of_perigee": _ANGLES,
        "mean_anomaly": _ANGLES,
        "bstar": st.floats(-1.0, 1.0),
        "mean_motion_dot": st.floats(-1e-10, 1e-10),
        "mean_motion_ddot": st.floats(-1e-15, 1e-15),
        "element_set_number": st.integers(0, 9999),
        "revolution_number": st.integers(0, 2**31 - 1),
    }
)
