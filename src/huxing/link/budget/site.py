"""Where a terminal stands, as the atmosphere wants it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from huxing.core.errors import InputError
from huxing.core.geodesy import Geodetic
from huxing.orbit.station import Station


@dataclass(frozen=True, eq=False)
class Site:
    """A place or an array of places on the ground.

    Attributes:
        latitude: geodetic, rad.
        longitude: rad, east positive.
        height: above mean sea level, m; None takes that of the climate's map.
    """

    latitude: ArrayLike
    longitude: ArrayLike
    height: ArrayLike | None = None


def site_of(station: Station | Site) -> Site:
    """A station's place for the atmosphere; its height over the ellipsoid stands for that over the sea.

    Args:
        station: the station; a site is returned as it is.

    Returns:
        The site.

    Raises:
        InputError: no station.

    Source:
        None: a definition. The geoid is within 110 m of the ellipsoid, which changes gas attenuation by some percent.
    """
    if isinstance(station, Site):
        return station
    place = _station(station)
    return Site(place.latitude, place.longitude, place.height)


def geodetic_of(station: Station) -> Geodetic:
    """A station's place for geometry.

    Args:
        station: the station.

    Returns:
        Latitude and longitude, rad, and height over the ellipsoid, m.

    Raises:
        InputError: no station.

    Source:
        None: a definition.
    """
    place = _station(station)
    return Geodetic(*(np.asarray(value, np.float64) for value in (place.latitude, place.longitude, place.height)))


def _station(station: object) -> Station:
    if isinstance(station, Station):
        return station
    shown = repr(station)[:60]
    raise InputError(
        f"{shown} is no station; give huxing.orbit.Station.from_degrees(name, latitude_deg, longitude_deg)"
    )
