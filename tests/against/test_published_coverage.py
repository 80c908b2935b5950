"""Judge: published facts about constellations that cover the whole Earth."""

from __future__ import annotations

import numpy as np
import pytest

from huxing.core.constants import EARTH_MU, WGS84_SEMI_MAJOR_AXIS
from huxing.core.time import time_grid
from huxing.orbit import Constellation, Shell, counts_in_view, explicit_planes, ring_grid, walker_delta

SIDEREAL_DAY = 86_164.1
GLOBE = ring_grid(spacing_deg=3)


def altitude_of_period(seconds: float) -> float:
    return float((EARTH_MU * (seconds / (2 * np.pi)) ** 2) ** (1 / 3) - WGS84_SEMI_MAJOR_AXIS) / 1e3


def least_in_view(shell: Shell, min_elevation_deg: float, *, hours: float = 24, step_s: float = 600) -> int:
    times = time_grid("2026-01-01", hours=hours, step_s=step_s)
    return int(counts_in_view(Constellation("c", (shell,)), GLOBE, times, min_elevation_deg=min_elevation_deg).min())


def test_five_satellites_cover_the_whole_earth_and_seven_cover_it_twice() -> None:
    """Walker 1970, RAE TR 70211 (summary): five or six high satellites give single, seven or nine double coverage."""
    high = altitude_of_period(SIDEREAL_DAY)
    five = walker_delta(name="5/5/1", altitude_km=high, inclination_deg=43.7, planes=5, per_plane=1, phasing=1)
    seven = walker_delta(name="7/7/2", altitude_km=high, inclination_deg=60.0, planes=7, per_plane=1, phasing=2)
    # elevations "above some minimum": at 5 deg, so that the grid's spacing and the ellipsoid decide nothing
    assert least_in_view(five, 5.0) == 1
    assert least_in_view(seven, 5.0) == 2


@pytest.mark.parametrize("inclination_deg", [40.0, 60.0, 90.0])
@pytest.mark.parametrize(
    ("planes", "per_plane", "phasing"), [(4, 1, 0), (4, 1, 1), (4, 1, 2), (4, 1, 3), (2, 2, 0), (2, 2, 1)]
)
def test_four_in_circular_orbits_do_not(inclination_deg: float, planes: int, per_plane: int, phasing: int) -> None:
    """Walker 1970, RAE TR 70211 (summary), asks five or six for single coverage; four in such patterns leave holes."""
    four = walker_delta(name="4", altitude_km=altitude_of_period(SIDEREAL_DAY), inclination_deg=inclination_deg,
                        planes=planes, per_plane=per_plane, phasing=phasing)  # fmt: skip
    assert least_in_view(four, 5.0) == 0


def test_sixty_six_iridium_satellites_cover_every_place_at_every_time() -> None:
    """Fossa, Raines, Gunsch and Temple 1998, "An overview of the IRIDIUM LEO satellite system", IEEE NAECON, p. 152:
    66 satellites, 6 near-polar planes of 11 at 780 km, give global coverage.

    The planes stand 31.6 deg apart, neighbours half a slot out of step. Without the eleventh of each the cover breaks.
    """

    def planes(count: int) -> Shell:
        step = 360 / 11
        rows = [
            {"raan_deg": 31.6 * p, "argument_of_latitude_deg": [step * (s + 0.5 * (p % 2)) for s in range(count)]}
            for p in range(6)
        ]
        return explicit_planes(name="iridium", altitude_km=780, inclination_deg=86.4, planes=rows)

    # Measured: cover ends between 8.1 and 8.2 deg of elevation. The step of 20 s is a tenth of a degree of motion.
    assert least_in_view(planes(11), 8.0, hours=2, step_s=20) == 1
    assert least_in_view(planes(11), 9.0, hours=2, step_s=20) == 0
    assert least_in_view(planes(10), 8.0, hours=2, step_s=60) == 0


def test_galileo_shows_a_position_everywhere() -> None:
    """Galileo as Walker 56:24/3/1 at 29,599.8 km (MathWorks, documentation of `walkerDelta`, example): a service of
    positions for the whole world, and a position needs four satellites. Above 5 deg."""
    shell = walker_delta(
        name="galileo", altitude_km=(29_599_800 - WGS84_SEMI_MAJOR_AXIS) / 1e3, inclination_deg=56,
        planes=3, per_plane=8, phasing=1,
    )  # fmt: skip
    assert least_in_view(shell, 5.0, step_s=300) >= 4
