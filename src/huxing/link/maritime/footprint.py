"""What a satellite sees of the sea: footprint, spread of the delays in it, length of a pass, greatest Doppler shift."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import EARTH_MEAN_RADIUS, EARTH_MU, SPEED_OF_LIGHT
from huxing.core.model_range import broadcast
from huxing.link.budget.free_space import ALTITUDE, ELEVATION, FREQUENCY, nadir_angle, slant_range

_MODEL = "footprint on the sphere"


def footprint_angle(altitude: ArrayLike, min_elevation: ArrayLike = 0.0) -> NDArray[np.float64]:
    """Half angle of the area that sees a satellite, at the Earth's centre.

    Args:
        altitude: m; broadcasts.
        min_elevation: least elevation of use, rad.

    Returns:
        Angle, rad.

    Raises:
        ModelRangeError: an altitude that is not positive, an elevation below the horizon.
        ShapeError: the arrays do not broadcast.

    Source:
        Angles of the triangle: 90 deg less the elevation and the `nadir_angle`.
    """
    high, lowest = _checked(altitude, min_elevation)
    return np.asarray(0.5 * np.pi - lowest - nadir_angle(high, lowest))


def footprint_area(altitude: ArrayLike, min_elevation: ArrayLike = 0.0) -> NDArray[np.float64]:
    """Area that sees a satellite; times a density of ships it is their number.

    Args:
        altitude: m; broadcasts.
        min_elevation: least elevation of use, rad.

    Returns:
        Area, m^2.

    Raises:
        ModelRangeError: as `footprint_angle`.
        ShapeError: the arrays do not broadcast.

    Source:
        Cap of a sphere: 2 pi R^2 (1 - cos(angle)).
    """
    angle = footprint_angle(altitude, min_elevation)
    return np.asarray(4.0 * np.pi * EARTH_MEAN_RADIUS**2 * np.sin(0.5 * angle) ** 2)


def delay_spread(altitude: ArrayLike, min_elevation: ArrayLike = 0.0) -> NDArray[np.float64]:
    """Difference between the longest and the shortest delay from a footprint to its satellite.

    Messages of ships that keep one time base arrive apart by up to this; the guard of a slot has to hold it.

    Args:
        altitude: m; broadcasts.
        min_elevation: least elevation of use, rad.

    Returns:
        Time, s.

    Raises:
        ModelRangeError: as `footprint_angle`.
        ShapeError: the arrays do not broadcast.

    Source:
        Slant range at the edge less the altitude, over the speed of light.
    """
    high, lowest = _checked(altitude, min_elevation)
    return np.asarray((slant_range(high, lowest) - high) / SPEED_OF_LIGHT)


def overhead_pass_time(altitude: ArrayLike, min_elevation: ArrayLike = 0.0) -> NDArray[np.float64]:
    """Length of a pass through the zenith, the longest there is.

    Args:
        altitude: m; broadcasts.
        min_elevation: least elevation of use, rad.

    Returns:
        Time, s.

    Raises:
        ModelRangeError: as `footprint_angle`.
        ShapeError: the arrays do not broadcast.

    Source:
        Footprint over the mean motion of a circular orbit.

    Valid for:
        an Earth that stands still: its rotation lengthens or shortens a pass of a low orbit by up to a fifteenth.
    """
    high, lowest = _checked(altitude, min_elevation)
    motion = np.sqrt(EARTH_MU / (EARTH_MEAN_RADIUS + high) ** 3)
    return np.asarray(2.0 * footprint_angle(high, lowest) / motion)


def doppler_limit(frequency: ArrayLike, altitude: ArrayLike, min_elevation: ArrayLike = 0.0) -> NDArray[np.float64]:
    """Greatest Doppler shift in a footprint.

    Args:
        frequency: Hz; broadcasts.
        altitude: m.
        min_elevation: least elevation of use, rad.

    Returns:
        Shift, Hz, positive; it is met with either sign.

    Raises:
        ModelRangeError: as `footprint_angle`, or a frequency that is not positive.
        ShapeError: the arrays do not broadcast.

    Source:
        f v/c times the sine of the angle off nadir, R cos(e) / (R + h).

    Valid for:
        a circular orbit and an Earth that stands still: its rotation adds up to 0.25 kHz at 162 MHz.
    """
    hertz, high, lowest = broadcast(_MODEL, frequency=frequency, altitude=altitude, min_elevation=min_elevation)
    FREQUENCY.check(hertz)
    ALTITUDE.check(high)
    ELEVATION.check(lowest)
    radius = EARTH_MEAN_RADIUS + high
    return np.asarray(hertz * np.sqrt(EARTH_MU / radius) / SPEED_OF_LIGHT * EARTH_MEAN_RADIUS * np.cos(lowest) / radius)


def _checked(altitude: ArrayLike, elevation: ArrayLike) -> tuple[NDArray[np.float64], ...]:
    high, lowest = broadcast(_MODEL, altitude=altitude, min_elevation=elevation)
    ALTITUDE.check(high)
    ELEVATION.check(lowest)
    return high, lowest
