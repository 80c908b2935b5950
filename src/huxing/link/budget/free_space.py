"""Distance to a satellite and the loss of free space over it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import EARTH_MEAN_RADIUS, SPEED_OF_LIGHT
from huxing.core.model_range import ModelRange, broadcast

_SPHERE = "slant range on the sphere"
_FREE_SPACE = "free-space loss"
ELEVATION = ModelRange("radio path", "elevation", 0.0, np.pi / 2, "deg", np.pi / 180, physical=True)
ALTITUDE = ModelRange(_SPHERE, "altitude", 0.0, np.inf, "km", 1e3, open_low=True, physical=True)
RADIUS = ModelRange(_SPHERE, "radius", 0.0, np.inf, "km", 1e3, open_low=True, physical=True)
DISTANCE = ModelRange(_FREE_SPACE, "distance", 0.0, np.inf, "m", open_low=True, physical=True)
FREQUENCY = ModelRange(_FREE_SPACE, "frequency", 0.0, np.inf, "GHz", 1e9, open_low=True, physical=True)


def slant_range(
    altitude: ArrayLike, elevation: ArrayLike, *, radius: ArrayLike = EARTH_MEAN_RADIUS
) -> NDArray[np.float64]:
    """Distance from a place on a spherical Earth to a satellite seen at an elevation.

    Between vectors take `huxing.core.geodesy.topocentric`, which gives range and elevation on the ellipsoid.

    Args:
        altitude: of the satellite above the sphere, m; broadcasts.
        elevation: geometric, rad, 0 to pi/2.
        radius: of the sphere, m. 3GPP takes 6,371 km, which is 8.8 m less than the mean radius here.

    Returns:
        Distance, m.

    Raises:
        ModelRangeError: an elevation below the horizon, an altitude or a radius that is not positive.
        ShapeError: the arrays do not broadcast.

    Source:
        3GPP TR 38.811 V15.1.0, eq. (6.6-3); the root is written so that it keeps its digits for low satellites.
    """
    high, angle, sphere = broadcast(_SPHERE, altitude=altitude, elevation=elevation, radius=radius)
    ALTITUDE.check(high)
    ELEVATION.check(angle)
    RADIUS.check(sphere)
    sine = sphere * np.sin(angle)
    excess = high * (high + 2.0 * sphere)
    return np.asarray(excess / (np.sqrt(sine * sine + excess) + sine))


def nadir_angle(
    altitude: ArrayLike, elevation: ArrayLike, *, radius: ArrayLike = EARTH_MEAN_RADIUS
) -> NDArray[np.float64]:
    """Angle at the satellite between the Earth's centre and a place that sees it at an elevation.

    Args:
        altitude: of the satellite above the sphere, m; broadcasts.
        elevation: geometric, rad, 0 to pi/2.
        radius: of the sphere, m.

    Returns:
        Angle off nadir, rad.

    Raises:
        ModelRangeError: an elevation below the horizon, an altitude or a radius that is not positive.
        ShapeError: the arrays do not broadcast.

    Source:
        Law of sines: sin(nadir angle) = R cos(elevation) / (R + h).
    """
    high, angle, sphere = broadcast(_SPHERE, altitude=altitude, elevation=elevation, radius=radius)
    ALTITUDE.check(high)
    ELEVATION.check(angle)
    RADIUS.check(sphere)
    return np.asarray(np.arcsin(np.clip(sphere * np.cos(angle) / (sphere + high), 0.0, 1.0)))


def free_space_loss_db(distance: ArrayLike, frequency: ArrayLike) -> NDArray[np.float64]:
    """Basic transmission loss of free space between isotropic antennas, 20 log10(4 pi d f / c).

    3GPP writes 32.45 + 20 log10(f/GHz) + 20 log10(d/m), in which 32.45 stands for 32.44778: its losses are 0.0022 dB
    greater than these, at every distance and frequency. ITU-R P.525 prints 32.4, 0.048 dB less.

    Args:
        distance: m; broadcasts.
        frequency: Hz.

    Returns:
        Loss, dB, positive.

    Raises:
        ModelRangeError: a distance or frequency that is not positive.
        ShapeError: the arrays do not broadcast.

    Source:
        ITU-R P.525-4, section 2.2: Lbf = 20 log(4 pi d / lambda).
    """
    metres, hertz = broadcast(_FREE_SPACE, distance=distance, frequency=frequency)
    DISTANCE.check(metres)
    FREQUENCY.check(hertz)
    return np.asarray(20.0 * np.log10(metres * hertz * (4.0 * np.pi / SPEED_OF_LIGHT)))
