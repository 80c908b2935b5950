"""What the avoidance of the geostationary arc costs a constellation: satellites and availability, by latitude."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.geodesy import geodetic_to_itrf, local_axes
from huxing.core.model_range import ModelRange, broadcast
from huxing.core.time import as_times
from huxing.link.capacity.epfd_kernel import StationFrames, sights
from huxing.orbit.propagation import Satellites, propagate_blocks

BLOCK_BYTES = 32_000_000
"""Size of a block of positions."""

Progress = Callable[[int, int], None]
"""Called with the number of times done and the number in all."""

_MODEL = "avoidance of the geostationary arc"
_LATITUDE = ModelRange(_MODEL, "latitude", -np.pi / 2, np.pi / 2, "deg", np.pi / 180, physical=True)
_ELEVATION = ModelRange(_MODEL, "least elevation", 0.0, np.pi / 2, "deg", np.pi / 180, open_high=True, physical=True)
_ZONE = ModelRange(_MODEL, "exclusion angle", 0.0, np.pi, "deg", np.pi / 180, physical=True)


@dataclass(frozen=True, eq=False)
class ExclusionCost:
    """Satellites in view with and without an exclusion zone, at places.

    Attributes:
        latitude: of the places, rad, `(place,)`.
        in_view: mean number of satellites at the least elevation and above, `(place,)`.
        usable: mean number of those outside the zone.
        availability: share of the time with a satellite in view.
        usable_availability: share of the time with a satellite outside the zone.
        without_state: satellites that had no position at some time, and were not in view then.
    """

    latitude: NDArray[np.float64]
    in_view: NDArray[np.float64]
    usable: NDArray[np.float64]
    availability: NDArray[np.float64]
    usable_availability: NDArray[np.float64]
    without_state: int = 0

    @property
    def share_left(self) -> NDArray[np.float64]:
        """Share of the satellites in view that may be used; 1 where none is ever in view."""
        return np.asarray(np.divide(self.usable, self.in_view, out=np.ones_like(self.usable), where=self.in_view > 0))

    @property
    def availability_loss(self) -> NDArray[np.float64]:
        """Share of the time that the zone takes away."""
        return np.asarray(self.availability - self.usable_availability)


def exclusion_cost(
    satellites: Satellites,
    times: object,
    latitude: ArrayLike,
    *,
    exclusion_angle: float,
    min_elevation: float,
    longitude: ArrayLike = 0.0,
    block_bytes: int = BLOCK_BYTES,
    progress: Progress | None = None,
) -> ExclusionCost:
    """Satellites and availability that are left when those near the geostationary arc are switched off.

    Args:
        satellites: a designed constellation or element sets.
        times: UTC, evenly spaced, shape `(time,)`.
        latitude: of the places, geodetic, rad, `(place,)`.
        exclusion_angle: half-width of the zone seen from the place, rad.
        min_elevation: least elevation, rad.
        longitude: of the places, rad; broadcasts.
        block_bytes: size of a block of positions, which bounds the memory.
        progress: called after each block.

    Returns:
        Means over the times, for each place.

    Raises:
        ModelRangeError: an angle out of its range.
        ShapeError: places that do not broadcast to one axis, an angle with axes.
        InputError: no place, or no time.
        StaleDataError: Earth orientation does not reach a time (element sets only).

    Source:
        `gso_avoidance_angle`; counting.
    """
    least, zone = float(np.sin(_ELEVATION.single(min_elevation))), _ZONE.single(exclusion_angle)
    north, east = (np.ascontiguousarray(a) for a in broadcast(_MODEL, latitude=latitude, longitude=longitude))
    if north.ndim != 1:
        raise ShapeError(f"{_MODEL}: places have shape (place,), given {north.shape}")
    _LATITUDE.check(north)
    up = np.ascontiguousarray(local_axes(north, east)[..., 2, :])
    frames = StationFrames(geodetic_to_itrf(north, east), up, up)
    steps = np.atleast_1d(as_times(times))
    if not steps.size or not north.size:
        raise InputError(f"{_MODEL}: give one place and one time or more")
    sums, lost, done = np.zeros((4, north.size)), np.zeros(len(satellites), np.bool_), 0
    for track in propagate_blocks(satellites, steps, block_bytes=block_bytes):
        position = track["position"].to_numpy()
        lost |= np.isnan(position[..., 0]).any(axis=0)
        for _, seen in sights(position, frames, least, with_arc=True):
            outside = np.concatenate([[0], np.cumsum(seen.arc >= zone)])
            counts = np.stack([np.diff(seen.start), np.diff(outside[seen.start])]).reshape(2, -1, north.size)
            sums += np.concatenate([counts.sum(axis=1), (counts > 0).sum(axis=1)])
        done += position.shape[0]
        if progress is not None:
            progress(done, steps.size)
    in_view, usable, availability, usable_availability = sums / steps.size
    return ExclusionCost(north, in_view, usable, availability, usable_availability, int(lost.sum()))
