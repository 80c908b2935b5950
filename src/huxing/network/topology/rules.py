"""What geometry allows: which links between satellites are up, and which satellites a station may use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, numbers

_RANGE = ModelRange("range of a link", "maximum range", 0.0, np.inf, "km", 1e3, open_low=True, physical=True)
_ELEVATION = ModelRange(
    "access to satellites", "least elevation", -np.pi / 2, np.pi / 2, "deg", np.pi / 180, open_high=True, physical=True
)
_CLEARANCE = ModelRange("line of sight", "clearance", 0.0, 1e9, "km", 1e3, physical=True)
_LATITUDE = ModelRange("polar zone", "latitude", 0.0, np.pi / 2, "deg", np.pi / 180, physical=True)
_ANGLE = ModelRange("geostationary arc", "exclusion angle", 0.0, np.pi / 2, "deg", np.pi / 180, physical=True)


_SHARED = ModelRange("antennas and beams", "number", 0.0, 1e9, physical=True)


def _check_range(value: float) -> None:
    if not (np.ndim(value) == 0 and value == np.inf):
        _RANGE.single(value)


def whole_counts(name: str, given: ArrayLike) -> NDArray[np.float64]:
    """Numbers of antennas or beams, checked.

    Args:
        name: of the argument, for the message.
        given: any shape.

    Returns:
        The numbers, same shape.

    Raises:
        InputError: a fraction, or not numbers.
        ModelRangeError: a negative number.

    Source:
        None: a definition.
    """
    array = numbers(given, name)
    _SHARED.check(array)
    if (array != np.floor(array)).any():
        raise InputError(f"{name} are whole numbers; given {given!r:.80}", given=given)
    return array


@dataclass(frozen=True)
class LinkRule:
    """Which links of a table are up.

    Attributes:
        clearance: least height of the line of sight over a sphere with the Earth's equatorial radius, m; 80 km keeps
            a laser out of the mesosphere. None asks nothing.
        maximum_range: m.
        polar_latitude: where an end is beyond this geocentric latitude, links between planes are off, rad.
    """

    clearance: float | None = 80e3
    maximum_range: float = np.inf
    polar_latitude: float = np.pi / 2

    def __post_init__(self) -> None:
        if self.clearance is not None:
            _CLEARANCE.single(self.clearance)
        _check_range(self.maximum_range)
        _LATITUDE.single(self.polar_latitude)

    @property
    def closest(self) -> float:
        """Least distance of the line of sight from the Earth's centre, m; -1 where nothing is asked."""
        return -1.0 if self.clearance is None else WGS84_SEMI_MAJOR_AXIS + self.clearance

    @property
    def polar_sine(self) -> float:
        """Sine of the polar latitude; 1 where nothing is asked."""
        return float(np.sin(self.polar_latitude)) if self.polar_latitude < np.pi / 2 else 1.0


@dataclass(frozen=True, eq=False)
class AccessRule:
    """Which satellites a station may use.

    Attributes:
        min_elevation: geodetic, rad, one or one per station; -pi/2 asks nothing.
        maximum_range: m.
        arc_exclusion: least angle to the geostationary arc as seen from the station, rad; 0 asks nothing.
        antennas: satellites that a station follows at once, one or one per station; None for all in view.
        beams: stations that a satellite serves at once; None for all in view.
    """

    min_elevation: float | NDArray[np.float64] = float(np.radians(25.0))
    maximum_range: float = np.inf
    arc_exclusion: float = 0.0
    antennas: int | NDArray[np.int64] | None = None
    beams: int | None = None

    def __post_init__(self) -> None:
        _ELEVATION.check(self.min_elevation)
        _check_range(self.maximum_range)
        _ANGLE.single(self.arc_exclusion)
        for name, given in (("antennas", self.antennas), ("beams", self.beams)):
            if given is not None:
                whole_counts(name, given)

    def least_elevation(self, stations: int) -> NDArray[np.float64]:
        """Least elevation of each station, rad.

        Args:
            stations: how many.

        Returns:
            Shape `(station,)`.

        Raises:
            ShapeError: as many elevations as there are stations, or one.

        Source:
            None: a definition.
        """
        if np.ndim(self.min_elevation) and np.shape(self.min_elevation) != (stations,):
            raise ShapeError(f"{stations} stations, but min_elevation has shape {np.shape(self.min_elevation)}")
        return np.ascontiguousarray(np.broadcast_to(np.asarray(self.min_elevation, np.float64), (stations,)))
