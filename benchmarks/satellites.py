"""What the benchmarks fly: real element sets where they are beside the checkout, made-up ones elsewhere."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from huxing.orbit import ElementSets, constellation_from_catalogue, read_elements, walker_star
from huxing.orbit.constellation import Constellation
from huxing.orbit.element_sets import ELEMENT_SETS

CATALOGUE = Path(__file__).resolve().parents[2] / "shared" / "data" / "orbit" / "active_2026-08-22.tle.gz"
DATE = "2026-08-22"


def star() -> Constellation:
    """36 x 36 satellites at 1160 km, 87.9 deg."""
    shell = walker_star(name="star", altitude_km=1160.0, inclination_deg=87.9, planes=36, per_plane=36, phasing=1)
    return Constellation("star", (shell,))


def near_earth(count: int) -> tuple[ElementSets, str]:
    """Element sets with periods below 225 minutes, spread over the catalogue, and what they are."""
    if not CATALOGUE.is_file():
        return _made(count), "made-up low orbits"
    sets = read_elements(CATALOGUE)
    sets = sets[~sets.is_deep_space]
    return sets[np.linspace(0, len(sets) - 1, count).astype(int)], "real catalogue of 2026-08-22"


def qianfan(count: int) -> tuple[ElementSets, str]:
    """The first Qianfan satellites of the catalogue."""
    if not CATALOGUE.is_file():
        return _made(count), "made-up low orbits"
    return read_elements(CATALOGUE).select(name="QIANFAN*")[:count], "real catalogue of 2026-08-22"


def _made(count: int) -> ElementSets:
    rng = np.random.default_rng(0)
    angle = rng.uniform(0.0, 2.0 * np.pi, (3, count))
    return ElementSets(
        pd.DataFrame(
            {
                "name": [f"MADE {k}" for k in range(count)],
                "norad_id": np.arange(count) + 1,
                "cospar_id": "",
                "classification": "U",
                "epoch": np.datetime64(DATE, "ns"),
                "mean_motion": rng.uniform(13.0, 15.4, count) * 2.0 * np.pi / 86_400.0,
                "eccentricity": rng.uniform(1e-4, 2e-3, count),
                "inclination": rng.uniform(0.5, 1.7, count),
                "raan": angle[0],
                "argument_of_perigee": angle[1],
                "mean_anomaly": angle[2],
                "bstar": 1e-5,
                "mean_motion_dot": 0.0,
                "mean_motion_ddot": 0.0,
                "element_set_number": 1,
                "revolution_number": 1,
            },
            columns=[column.name for column in ELEMENT_SETS.columns],
        )
    )


def qianfan_star() -> Constellation:
    """The catalogue's pattern of Qianfan, 648 satellites."""
    return constellation_from_catalogue("qianfan")
