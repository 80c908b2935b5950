"""Made-up fleets for the tests of fleet analysis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from huxing.core.constants import WGS72_J2, WGS72_MU, WGS72_RADIUS, WGS84_SEMI_MAJOR_AXIS
from huxing.orbit.constellation import Constellation, Shell
from huxing.orbit.element_sets import ElementSets

RECOVERED = 1e-5
"""Relative tolerance of altitudes and rates: SGP4's way back from the published mean motion is a truncated series, 4 m
off in the semi-major axis here and 2e-6 in its differences."""
EPOCH = np.datetime64("2026-08-22T00:00:00", "ns")


def kozai_mean_motion(axis: np.ndarray, inclination: np.ndarray, eccentricity: np.ndarray) -> np.ndarray:
    """The mean motion a publisher gives for a Brouwer mean semi-major axis, rad/s."""
    brouwer = np.sqrt(WGS72_MU / axis**3)
    shape = 0.75 * WGS72_J2 * (3.0 * np.cos(inclination) ** 2 - 1.0) / (1.0 - eccentricity**2) ** 1.5
    return np.asarray(brouwer * (1.0 + shape * (WGS72_RADIUS / axis) ** 2))


def element_sets(
    altitude_km: Sequence[float],
    inclination_deg: Sequence[float],
    raan_deg: Sequence[float],
    *,
    latitude_deg: Sequence[float] | None = None,
    eccentricity: float = 1e-4,
    rate_m_per_day: Sequence[float] | float = 0.0,
    epoch: object = EPOCH,
    norad_id: Sequence[int] | None = None,
    cospar_id: str | Sequence[str] = "2026-001A",
    name: str = "TEST",
) -> ElementSets:
    """One set a satellite with the given mean altitude, node and argument of latitude."""
    count = len(altitude_km)
    axis = np.asarray(altitude_km, dtype=float) * 1e3 + WGS84_SEMI_MAJOR_AXIS
    tilt, e = np.radians(inclination_deg), np.full(count, eccentricity)
    motion = kozai_mean_motion(axis, tilt, e)
    numbers = np.arange(count) + 90_001 if norad_id is None else np.asarray(norad_id)
    return ElementSets(
        pd.DataFrame(
            {
                "name": [f"{name}-{n}" for n in numbers],
                "norad_id": numbers,
                "cospar_id": cospar_id,
                "classification": "U",
                "epoch": epoch,
                "mean_motion": motion,
                "eccentricity": e,
                "inclination": tilt,
                "raan": np.radians(raan_deg) % (2 * np.pi),
                "argument_of_perigee": 0.0,
                "mean_anomaly": np.radians(latitude_deg if latitude_deg is not None else np.zeros(count)),
                "bstar": 0.0,
                "mean_motion_dot": -0.75 * motion / axis * np.asarray(rate_m_per_day) / 86_400.0,
                "mean_motion_ddot": 0.0,
                "element_set_number": 999,
                "revolution_number": 1,
            },
            index=range(count),
        )
    )


def star(
    *, altitude_km: float = 1065.5, inclination_deg: float = 89.0, planes: int = 18, per_plane: int = 36
) -> Constellation:
    """A Walker star over 180 degrees of node."""
    slots = 2 * np.pi * np.arange(per_plane) / per_plane
    nodes = np.pi * np.arange(planes) / planes
    axis = WGS84_SEMI_MAJOR_AXIS + altitude_km * 1e3
    shell = Shell("star", axis, float(np.radians(inclination_deg)), nodes, (slots,) * planes)
    return Constellation("Star", (shell,), EPOCH)


def flown(design: Constellation, planes: Sequence[int], *, turn_deg: float = 0.0, **more: object) -> ElementSets:
    """Element sets of some planes of a one-shell design, its nodes turned."""
    shell = design.shells[0]
    raan = np.concatenate([np.full(len(shell.argument_of_latitude[p]), shell.raan[p]) for p in planes])
    latitude = np.concatenate([shell.argument_of_latitude[p] for p in planes])
    count = len(raan)
    return element_sets(
        [shell.altitude / 1e3] * count,
        [float(np.degrees(shell.inclination))] * count,
        (np.degrees(raan) + turn_deg).tolist(),
        latitude_deg=np.degrees(latitude).tolist(),
        **more,  # type: ignore[arg-type]
    )
