"""The sphere of 3GPP's satellite studies: slant range, footprints and circular orbits."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import EARTH_MU, EARTH_ROTATION_RATE
from huxing.core.errors import ShapeError
from huxing.core.model_range import ModelRange, broadcast, numbers
from huxing.link.budget import free_space

TR_EARTH_RADIUS = 6_371_000.0
"""Radius of the spherical Earth of the studies, m. Source: 3GPP TR 38.811 V15.1.0, 6.3."""

_MODEL = "3GPP TR 38.811, 6.6.2"
ALTITUDE = ModelRange(_MODEL, "altitude", 0.0, np.inf, "km", 1e3, open_low=True, physical=True)
ELEVATION = ModelRange(_MODEL, "elevation", 0.0, math.pi / 2, "deg", math.radians(1.0), physical=True)


def slant_range(altitude: ArrayLike, elevation: ArrayLike) -> NDArray[np.float64]:
    """Distance from a terminal on the sphere to a satellite.

    Args:
        altitude: of the satellite above the sphere, m, any shape.
        elevation: of the satellite at the terminal, rad, broadcasts.

    Returns:
        Slant range, m: that of `huxing.link.budget.slant_range` for the radius 6371 km.

    Raises:
        ModelRangeError: an altitude that is not positive, or an elevation below the horizon.
        ShapeError: the shapes do not broadcast.

    Source:
        3GPP TR 38.811 V15.1.0, equation 6.6-3.
    """
    h, angle = checked(altitude, elevation)
    return free_space.slant_range(h, angle, radius=TR_EARTH_RADIUS)


def central_angle(altitude: ArrayLike, elevation: ArrayLike) -> NDArray[np.float64]:
    """Angle at the Earth's centre between a terminal and the point below the satellite.

    Args:
        altitude: of the satellite, m, any shape.
        elevation: at the terminal, rad, broadcasts.

    Returns:
        Central angle, rad.

    Raises:
        ModelRangeError: see `slant_range`.
        ShapeError: the shapes do not broadcast.

    Source:
        Plane trigonometry of TR 38.811, figure 6.6.2-1.
    """
    h, angle = checked(altitude, elevation)
    return np.asarray(math.pi / 2.0 - angle - free_space.nadir_angle(h, angle, radius=TR_EARTH_RADIUS))


class Footprint(NamedTuple):
    """What a satellite sees at a central angle: slant range (m) and elevation there (rad; negative: hidden)."""

    distance: NDArray[np.float64]
    elevation: NDArray[np.float64]


def at_central_angle(altitude: NDArray[np.float64], angle: NDArray[np.float64]) -> Footprint:
    """Slant range and elevation of a terminal whose central angle to the subsatellite point is given (rad)."""
    radius = TR_EARTH_RADIUS + altitude
    distance = np.sqrt(altitude**2 + 4.0 * TR_EARTH_RADIUS * radius * np.sin(angle / 2.0) ** 2)
    up = radius * np.cos(angle) - TR_EARTH_RADIUS
    return Footprint(distance, np.arctan2(up, radius * np.abs(np.sin(angle))))


def angular_rate(altitude: NDArray[np.float64], inclination: NDArray[np.float64] | None) -> NDArray[np.float64]:
    """Rate of the central angle of a circular orbit that passes overhead, rad/s.

    The ground turns below the satellite: of a low orbit the relative rate is that of the orbit less the Earth's rate
    times the cosine of the inclination; None takes the Earth as standing still, as the studies do.
    """
    orbit = np.sqrt(EARTH_MU / (TR_EARTH_RADIUS + altitude) ** 3)
    if inclination is None:
        return np.asarray(orbit)
    return np.asarray(orbit - EARTH_ROTATION_RATE * np.cos(inclination))


def checked(altitude: ArrayLike, elevation: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both as arrays of one shape, refused where they are not on the sphere's visible side."""
    ALTITUDE.check(altitude)
    ELEVATION.check(elevation)
    h, angle = broadcast(_MODEL, altitude=altitude, elevation=elevation)
    return h, angle


def vectors(model: str, **given: ArrayLike) -> tuple[NDArray[np.float64], ...]:
    """Vectors of one shape `(..., 3)`, refused where their last axis has another length or they are not finite."""
    arrays = {name: numbers(value, name.replace("_", " ")) for name, value in given.items()}
    for name, array in arrays.items():
        if array.shape[-1:] != (3,):
            raise ShapeError(f"{model}: {name} has shape {array.shape}; its last axis is x, y, z")
        ModelRange(model, f"state ({name.replace('_', ' ')})", -np.inf, np.inf, physical=True).check(array)
    return broadcast(model, **arrays)
