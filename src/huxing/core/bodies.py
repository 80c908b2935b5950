"""Sun and Moon as seen from the Earth's centre, and the Earth's shadow."""

from __future__ import annotations

import erfa
import numpy as np
from numpy.typing import NDArray

from huxing.core.constants import (
    ASTRONOMICAL_UNIT,
    SPEED_OF_LIGHT,
    SUN_RADIUS,
    WGS84_SEMI_MAJOR_AXIS,
)
from huxing.core.errors import InputError
from huxing.core.time import Times, as_times, nominal_tt_julian_date

SUNLIT, PENUMBRA, UMBRA = 0, 1, 2
"""Values of `shadow_state`."""

_LAST = np.datetime64("2100-01-01", "ns")
_LIGHT_DAYS_PER_AU = ASTRONOMICAL_UNIT / SPEED_OF_LIGHT / 86_400.0


def sun_position(times: Times) -> NDArray[np.float64]:
    """Apparent place of the Sun: where its light comes from, light time and aberration included.

    Args:
        times: UTC, any shape.

    Returns:
        GCRF, m, shape `(..., 3)`. Leap seconds that are not yet announced are taken as none (2e-7 rad each).

    Raises:
        InputError: before 1972 or after 2099.

    Source:
        VSOP2000 by ERFA `epv00` (errors below 5e-8 AU); Explanatory Supplement 2013, section 7.2 (aberration).

    Valid for:
        1972-2100.
    """
    if np.any(as_times(times) >= _LAST):
        raise InputError(f"the Sun's place is computed up to {_LAST:.10}; {as_times(times).max()} was asked")
    tt = nominal_tt_julian_date(times)
    heliocentric, _ = erfa.epv00(tt.day, tt.fraction)
    distance = np.linalg.norm(heliocentric["p"], axis=-1)
    # For the Sun, light time and annual aberration together are its place one light time ago, seen from the moving
    # Earth; epv00's heliocentric Earth at the earlier time gives both, but for the Sun's own motion (1e-7 rad).
    earlier, _ = erfa.epv00(tt.day, tt.fraction - distance * _LIGHT_DAYS_PER_AU)
    return np.asarray(-earlier["p"] * ASTRONOMICAL_UNIT)


def moon_position(times: Times) -> NDArray[np.float64]:
    """Geometric place of the Moon.

    Args:
        times: UTC, any shape.

    Returns:
        GCRF, m, shape `(..., 3)`; 10 arcsec and 30 km at worst.

    Raises:
        InputError: before 1972.

    Source:
        Meeus 1998, chapter 47 (ELP 2000-82 truncated), by ERFA `moon98`.
    """
    tt = nominal_tt_julian_date(times)
    return np.asarray(erfa.moon98(tt.day, tt.fraction)["p"] * ASTRONOMICAL_UNIT)


def sunlit_fraction(
    position: NDArray[np.float64], sun: NDArray[np.float64], *, earth_radius: float = WGS84_SEMI_MAJOR_AXIS
) -> NDArray[np.float64]:
    """Share of the Sun's disc that a spherical Earth leaves uncovered.

    Args:
        position: from the Earth's centre, m, shape `(..., 3)`.
        sun: in the same frame, m, broadcasting against `position`.
        earth_radius: m.

    Returns:
        0 (umbra) to 1 (sunlit), shape `(...)`; NaN where the position is.

    Raises:
        Nothing of its own.

    Source:
        Montenbruck and Gill 2000, section 3.4.2 (conical shadow by apparent discs).

    Valid for:
        positions outside the Earth; the atmosphere and the flattening are left out (a few seconds at entry).
    """
    position = np.asarray(position, np.float64)
    to_sun = np.asarray(sun, np.float64) - position
    sun_distance = np.linalg.norm(to_sun, axis=-1)
    earth_distance = np.linalg.norm(position, axis=-1)
    sun_angle = np.arcsin(SUN_RADIUS / sun_distance)
    earth_angle = np.arcsin(np.minimum(earth_radius / earth_distance, 1.0))
    between = -np.sum(position * to_sun, axis=-1) / (earth_distance * sun_distance)
    separation = np.arccos(np.clip(between, -1.0, 1.0))
    return np.where(np.isnan(separation), np.nan, 1.0 - _covered(sun_angle, earth_angle, separation))


def _covered(
    sun: NDArray[np.float64], earth: NDArray[np.float64], separation: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Covered share of a disc of radius `sun` by one of radius `earth` (Montenbruck and Gill, eqs. 3.85-3.94)."""
    partial = (separation < earth + sun) & (separation > np.abs(earth - sun))
    c = np.where(partial, separation, 1.0)
    x = np.where(partial, (c * c + sun * sun - earth * earth) / (2.0 * c), 0.0)
    y = np.sqrt(np.maximum(sun * sun - x * x, 0.0))
    lens = (
        sun * sun * np.arccos(np.clip(x / sun, -1.0, 1.0))
        + earth * earth * np.arccos(np.clip((c - x) / earth, -1.0, 1.0))
        - c * y
    )
    whole = np.where(separation <= earth - sun, 1.0, np.where(separation <= sun - earth, (earth / sun) ** 2, 0.0))
    return np.asarray(np.where(partial, lens / (np.pi * sun * sun), whole))


def shadow_state(position: NDArray[np.float64], sun: NDArray[np.float64]) -> NDArray[np.int8]:
    """Sunlit, in the penumbra, or in the umbra.

    Args:
        position: from the Earth's centre, m, shape `(..., 3)`.
        sun: in the same frame, m.

    Returns:
        `SUNLIT`, `PENUMBRA` or `UMBRA`, shape `(...)`; -1 where the position is NaN.

    Raises:
        Nothing of its own.

    Source:
        `sunlit_fraction`.
    """
    lit = sunlit_fraction(position, sun)
    known = np.where(lit >= 1.0, SUNLIT, np.where(lit <= 0.0, UMBRA, PENUMBRA))
    return np.where(np.isnan(lit), -1, known).astype(np.int8)
