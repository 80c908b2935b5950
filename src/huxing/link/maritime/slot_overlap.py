"""Slots that run into each other at the satellite because their ships are not equally far from it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.model_range import ModelRange, broadcast
from huxing.link.budget.free_space import ALTITUDE, ELEVATION, slant_range

_MODEL = "overlap of AIS slots"
_GUARD = ModelRange(_MODEL, "guard time", 0.0, np.inf, "ms", 1e-3, physical=True)
_SHARE = ModelRange(_MODEL, "share of the footprint", 0.0, 1.0, physical=True)

AIS_BIT_RATE = 9600.0
"""bit/s (M.1371-6, table 3)."""
AIS_GUARD_TIME = 14 / AIS_BIT_RATE
"""What a slot of AIS 1 and 2 leaves for delay by distance, s: 14 bits (M.1371-6, A2-3.2.2.8.2)."""
LONG_RANGE_GUARD_TIME = 87 / AIS_BIT_RATE
"""The same of message 27 on channels 75 and 76, s: 87 bits, for orbits up to 1,000 km (M.1371-6, table 22)."""


def slot_overlap(
    altitude: ArrayLike, *, min_elevation: ArrayLike = 0.0, guard_time: ArrayLike = AIS_GUARD_TIME
) -> NDArray[np.float64]:
    """How many messages of neighbouring slots spoil a message, for each that its own slot holds.

    Two messages in neighbouring slots meet at the satellite where their delays differ, in the wrong sense, by more than
    the guard. Over both neighbours that is the chance that two ships' delays differ by more than the guard.

    Args:
        altitude: m; broadcasts.
        min_elevation: least elevation of use, rad.
        guard_time: of a slot, s.

    Returns:
        The overlap factor s of Hoye et al., 0 (a small footprint) to 1.

    Raises:
        ModelRangeError: an altitude that is not positive, an elevation below the horizon, a negative guard.
        ShapeError: the arrays do not broadcast.

    Source:
        Geometry; ships spread evenly over the footprint, where the square of the distance is spread evenly too. The
        factor's role: Hoye, Eriksen, Meland and Narheim, Acta Astronautica 62 (2008), 240-245.

    Valid for:
        delays that differ by less than a message lasts (24 ms).
    """
    near, far, guard = _distances(altitude, min_elevation, guard_time)
    span, reach = (far - near) * (far + near), np.maximum(far - near - guard, 0.0)
    # the integral of (share nearer than d - guard) over the shares of d, in y = d - guard - near from 0 to the reach:
    # y (2 near + y) (near + guard + y), of which no term is negative
    integral = reach**2 * (near * (near + guard) + (3.0 * near + guard) * reach / 3.0 + reach**2 / 4.0)
    some = span > 0.0
    return np.asarray(np.where(some, 4.0 * integral / np.where(some, span, 1.0) ** 2, 0.0))


def slot_overlap_at(
    share: ArrayLike,
    altitude: ArrayLike,
    *,
    min_elevation: ArrayLike = 0.0,
    guard_time: ArrayLike = AIS_GUARD_TIME,
) -> NDArray[np.float64]:
    """The overlap factor of a ship at a place in the footprint: least in the middle distance, greatest at the ends.

    Args:
        share: of the footprint's area nearer to the satellite than the ship, 0 to 1; broadcasts.
        altitude: m.
        min_elevation: least elevation of use, rad.
        guard_time: of a slot, s.

    Returns:
        The factor; its mean over evenly spread shares is `slot_overlap`.

    Raises:
        ModelRangeError: as `slot_overlap`, or a share outside 0 to 1.
        ShapeError: the arrays do not broadcast.

    Source:
        As `slot_overlap`.
    """
    near, far, guard = _distances(altitude, min_elevation, guard_time)
    part, near, far, guard = broadcast(_MODEL, share=share, near=near, far=far, guard=guard)
    _SHARE.check(part)
    distance = np.sqrt(near**2 + part * (far - near) * (far + near))
    factor = 1.0 - _nearer(distance + guard, near, far) + _nearer(distance - guard, near, far)
    return np.asarray(np.where(far > near, factor, 0.0))


def _nearer(distance: NDArray[np.float64], near: NDArray[np.float64], far: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of the footprint nearer than a distance: squares of distances are spread evenly."""
    inside = np.clip(distance, near, far)
    span = np.where(far > near, (far - near) * (far + near), 1.0)
    return np.asarray((inside - near) * (inside + near) / span)


def _distances(altitude: ArrayLike, elevation: ArrayLike, guard_time: ArrayLike) -> tuple[NDArray[np.float64], ...]:
    high, lowest, guard = broadcast(_MODEL, altitude=altitude, min_elevation=elevation, guard_time=guard_time)
    ALTITUDE.check(high)
    ELEVATION.check(lowest)
    _GUARD.check(guard)
    return high, slant_range(high, lowest), guard * SPEED_OF_LIGHT
