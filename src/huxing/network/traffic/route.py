"""A way along great circles from way-point to way-point, and where one is after so many metres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from huxing.catalogue import ServiceArea, service_area
from huxing.core.constants import EARTH_MEAN_RADIUS
from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, numbers
from huxing.network.traffic.great_circle import LATITUDE, LONGITUDE, unit_vectors

_HEIGHT = ModelRange("route", "height", -500.0, 1e5, "m")
_ROUNDING = 1e-12
"""6 micrometres on the ground: whoever is so near an end is there."""


@dataclass(frozen=True, eq=False)
class Route:
    """A way for planes, ships or trains.

    Attributes:
        name: label.
        latitude, longitude: of the way-points, geodetic, rad, shape `(waypoint,)`.
        height: above the ellipsoid, m, the whole way.
    """

    name: str
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    height: float = 0.0

    def __post_init__(self) -> None:
        for name, limits in (("latitude", LATITUDE), ("longitude", LONGITUDE)):
            values = numbers(getattr(self, name), name)
            limits.check(values)
            object.__setattr__(self, name, values)
        object.__setattr__(self, "height", _HEIGHT.single(self.height))
        if self.latitude.ndim != 1 or self.latitude.shape != self.longitude.shape:
            shapes = f"{self.latitude.shape} and {self.longitude.shape}"
            raise ShapeError(
                f"route '{self.name}': latitudes and longitudes of shapes {shapes}; one each per way-point"
            )
        if self.latitude.size < 2:
            raise InputError(f"route '{self.name}' has {self.latitude.size} way-points; give two or more")
        if (self._angle < 1e-9).any() or (self._angle > np.pi - 1e-6).any():
            raise InputError(
                f"route '{self.name}': neighbouring way-points are equal or opposite; drop one or put one between them"
            )

    @cached_property
    def _unit(self) -> NDArray[np.float64]:
        return unit_vectors(self.latitude, self.longitude)

    @cached_property
    def _angle(self) -> NDArray[np.float64]:
        a, b = self._unit[:-1], self._unit[1:]
        return np.arctan2(np.linalg.norm(np.cross(a, b), axis=-1), (a * b).sum(axis=-1))

    @cached_property
    def _start(self) -> NDArray[np.float64]:
        return np.concatenate([[0.0], np.cumsum(self._angle)])

    @property
    def length(self) -> float:
        """Along the mean sphere, m."""
        return float(self._start[-1] * EARTH_MEAN_RADIUS)

    def coordinates(self, distance: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where one is after a distance along the way.

        Args:
            distance: m from the first way-point; any shape.

        Returns:
            Latitude and longitude, rad, same shape; NaN before the start and beyond the end.

        Raises:
            Nothing of its own.

        Source:
            Great circles of the mean sphere through the way-points (within 0.6 % of WGS84 in length).
        """
        along = np.asarray(distance, np.float64) / EARTH_MEAN_RADIUS
        there = (along >= -_ROUNDING) & (along <= self._start[-1] + _ROUNDING)
        leg = np.clip(np.searchsorted(self._start, along, side="right") - 1, 0, self._angle.size - 1)
        angle = self._angle[leg]
        part = np.where(there, np.clip(along - self._start[leg], 0.0, angle), 0.0)
        weight = np.sin(angle - part)[..., None] * self._unit[leg] + np.sin(part)[..., None] * self._unit[leg + 1]
        latitude = np.arctan2(weight[..., 2], np.hypot(weight[..., 0], weight[..., 1]))
        longitude = np.arctan2(weight[..., 1], weight[..., 0])
        return np.where(there, latitude, np.nan), np.where(there, longitude, np.nan)


def travel_route(way: str | ServiceArea | Sequence[Sequence[float]], *, height: float = 0.0, name: str = "") -> Route:
    """A route of the catalogue, or of way-points.

    Args:
        way: a service area of the kind route or its name ('north-pacific-air-route'), or way-points as pairs of
            longitude and latitude in deg.
        height: above the ellipsoid, m; 10,000 to 12,000 for jets.
        name: label; the catalogue's where left out.

    Returns:
        The route.

    Raises:
        CatalogueError: no such service area.
        InputError: an area that is no route, fewer than two way-points, or neighbours that are equal or opposite.
        ModelRangeError, ShapeError: coordinates out of range, or not pairs.

    Source:
        The row's own `source`, or the caller's.
    """
    row = service_area(way) if isinstance(way, str) else way
    if isinstance(row, ServiceArea):
        if row.kind != "route":
            raise InputError(f"service area '{row.name}' is a {row.kind}; give one of the kind route, or way-points")
        name, points = name or row.name, numbers(row.coordinates, "way-points")
    else:
        points = numbers(row, "way-points")
    if points.ndim != 2 or points.shape[1] != 2:
        raise ShapeError(f"route: way-points of shape {points.shape}; give pairs of longitude and latitude in deg")
    return Route(name or "route", np.radians(points[:, 1]), np.radians(points[:, 0]), height)
