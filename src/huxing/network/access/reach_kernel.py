"""How far from a user a satellite may be and still be in view: upper bounds over a block of times, compiled."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

_DEFLECTION = 0.0034
"""Upper bound of the angle between geodetic and geocentric vertical, rad (0.19 deg)."""
_SLACK = 1e-6
"""Rad; far above rounding, far below anything that costs time."""


@njit(cache=True, nogil=True, error_model="numpy")
def elevation_reach(radius: float, user_radius: float, elevation: float) -> float:  # pragma: no cover - compiled
    """Greatest angle at the Earth's centre at which a satellite stands at an elevation; negative where none can."""
    low = max(elevation - _DEFLECTION, -0.5 * math.pi)
    ratio = user_radius * math.cos(low) / radius
    return math.acos(ratio) - low + _SLACK if ratio <= 1.0 else -1.0


@njit(cache=True, nogil=True, error_model="numpy")
def range_reach(
    lowest: float, highest: float, user_low: float, user_high: float, longest: float
) -> float:  # pragma: no cover - compiled
    """Greatest angle at the Earth's centre within a distance, for radii between bounds; negative where none is."""
    least = 2.0
    for radius in (lowest, highest):
        square = radius * radius - longest * longest
        turning = min(max(math.sqrt(max(square, 0.0)), user_low), user_high)
        for user in (user_low, user_high, turning):
            least = min(least, (user * user + square) / (2.0 * user * radius))
    return math.acos(max(least, -1.0)) + _SLACK if least <= 1.0 else -1.0


@njit(cache=True, nogil=True, error_model="numpy")
def small_circles(
    place: NDArray[np.float64], begin: int, end: int, skips: bool, centre: NDArray[np.float64],
    bound: NDArray[np.float64],
) -> None:  # pragma: no cover - compiled  # fmt: skip
    """Per thing a middle direction, the greatest angle from it, and the least and greatest radius.

    `place` is `(thing, 3, step)`, looked at from step `begin` to before `end`; `centre` `(thing, 3)` and `bound`
    `(thing, 3)` are filled. Where a position is missing the angle is NaN, or with `skips` the circle that of the others
    (a thing without any has a centre of NaN).
    """
    for i in range(place.shape[0]):
        middle = (begin + end) // 2
        if skips and np.isnan(place[i, 0, middle]):
            for t in range(begin, end):
                middle = t if not np.isnan(place[i, 0, t]) else middle
        mx, my, mz = place[i, 0, middle], place[i, 1, middle], place[i, 2, middle]
        size = math.sqrt(mx * mx + my * my + mz * mz)
        mx, my, mz = mx / size, my / size, mz / size
        far, low, high, missing = 0.0, np.inf, 0.0, False
        for t in range(begin, end):
            x, y, z = place[i, 0, t], place[i, 1, t], place[i, 2, t]
            radius = math.sqrt(x * x + y * y + z * z)
            dx, dy, dz = x / radius - mx, y / radius - my, z / radius - mz
            chord = dx * dx + dy * dy + dz * dz
            if skips and not chord <= 8.0:
                continue
            missing |= not chord <= 8.0
            far, low, high = max(far, chord), min(low, radius), max(high, radius)
        centre[i, 0], centre[i, 1], centre[i, 2] = mx, my, mz
        bound[i, 0] = np.nan if missing else 2.0 * math.asin(min(0.5 * math.sqrt(far), 1.0))
        bound[i, 1], bound[i, 2] = low, high


@njit(cache=True, nogil=True, error_model="numpy")
def reaches(
    bound: NDArray[np.float64], user_bound: NDArray[np.float64], elevation: float, longest: float,
    reach: NDArray[np.float64],
) -> None:  # pragma: no cover - compiled  # fmt: skip
    """Greatest angle between the middle directions of a satellite and of any user that may see it in the block.

    Args:
        bound: of `small_circles` of the satellites.
        user_bound: of the users.
        elevation: the least of all users', rad.
        longest: range, m; may be infinite.
        reach: filled, `(satellite,)`: NaN where a position is missing, negative where the satellite is never in view.

    Raises:
        Nothing of its own.

    Source:
        The triangle of the Earth's centre, user and satellite; the triangle inequality on the sphere.
    """
    drift, low, high = np.max(user_bound[:, 0]), np.min(user_bound[:, 1]), np.max(user_bound[:, 2])
    for i in range(reach.size):
        if np.isnan(bound[i, 0]):
            reach[i] = np.nan
            continue
        angle = elevation_reach(bound[i, 2], low, elevation)
        if longest < np.inf:
            angle = min(angle, range_reach(bound[i, 1], bound[i, 2], low, high, longest))
        reach[i] = min(angle + bound[i, 0] + drift, math.pi) if angle >= 0.0 else -1.0
