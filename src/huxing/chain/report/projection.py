"""The Equal Earth projection: areas keep their share of the world, so a map may be read as a statistic."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

CENTRE_DEG = 150.0
"""Meridian in the middle: Eurasia and the Pacific are whole, the cut runs through the Atlantic at 30 deg west."""
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796


def equal_earth(
    longitude_deg: NDArray[np.float64], latitude_deg: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Project.

    Args:
        longitude_deg: from the central meridian, -180 to 180 deg, any shape.
        latitude_deg: -90 to 90 deg, the same shape.

    Returns:
        x and y on a sphere of radius 1.

    Raises:
        Nothing of its own.

    Source:
        Savric, Patterson and Jenny (2018), The Equal Earth map projection, IJGIS 33, equations 1-2.
    """
    theta = np.arcsin(np.sqrt(3.0) / 2.0 * np.sin(np.radians(latitude_deg)))
    square = theta * theta
    sixth = square**3
    slope = _A1 + 3.0 * _A2 * square + sixth * (7.0 * _A3 + 9.0 * _A4 * square)
    x = 2.0 / np.sqrt(3.0) * np.radians(longitude_deg) * np.cos(theta) / slope
    return x, theta * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))


def from_centre(longitude_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitudes counted from the central meridian.

    Args:
        longitude_deg: any.

    Returns:
        -180 to below 180 deg.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    return np.asarray((np.asarray(longitude_deg) - CENTRE_DEG + 180.0) % 360.0 - 180.0, dtype=np.float64)


def projected_line(
    longitude_deg: NDArray[np.float64], latitude_deg: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A line on the map, parted where it crosses the cut.

    Args:
        longitude_deg: of its points, deg, shape `(point,)`.
        latitude_deg: of its points, deg, shape `(point,)`.

    Returns:
        x and y with NaN where the line is parted.

    Raises:
        Nothing of its own.

    Source:
        `equal_earth`.
    """
    east = from_centre(longitude_deg)
    jumps = np.flatnonzero(np.abs(np.diff(east)) > 180.0) + 1
    x, y = equal_earth(np.insert(east, jumps, np.nan), np.insert(np.asarray(latitude_deg, float), jumps, np.nan))
    return x, y


def densified(
    longitude_deg: NDArray[np.float64], latitude_deg: NDArray[np.float64], step_deg: float = 3.0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A line with points close enough to be drawn, straight in longitude and latitude.

    Args:
        longitude_deg: of its points, deg, shape `(point,)`; steps over 180 deg are taken the short way round.
        latitude_deg: of its points, deg, shape `(point,)`.
        step_deg: greatest distance of points.

    Returns:
        Longitude and latitude, the given points among them.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    points = np.column_stack([np.unwrap(longitude_deg, period=360.0), latitude_deg])
    pieces = []
    for first, last in pairwise(points):
        parts = max(1, int(np.ceil(np.abs(last - first).max() / step_deg)))
        pieces.append(first + (last - first) * np.arange(parts)[:, None] / parts)
    dense = np.concatenate([*pieces, points[-1:]])
    return dense[:, 0], dense[:, 1]


def great_circle(
    longitude_deg: NDArray[np.float64], latitude_deg: NDArray[np.float64], step_deg: float = 2.0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A way along great circles from waypoint to waypoint.

    Args:
        longitude_deg: of the waypoints, deg, shape `(point,)`.
        latitude_deg: of the waypoints, deg, shape `(point,)`.
        step_deg: greatest distance of points.

    Returns:
        Longitude and latitude.

    Raises:
        Nothing of its own.

    Source:
        Shoemake (1985), slerp, on unit vectors of the sphere; for drawing only.
    """
    lam, phi = np.radians(longitude_deg), np.radians(latitude_deg)
    unit = np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
    pieces = []
    for first, last in pairwise(unit):
        angle = np.arccos(np.clip(first @ last, -1.0, 1.0))
        parts = max(1, int(np.ceil(np.degrees(angle) / step_deg)))
        share = np.arange(parts)[:, None] / parts
        spread = max(float(np.sin(angle)), 1e-12)
        pieces.append((np.sin((1 - share) * angle) * first + np.sin(share * angle) * last) / spread)
    way = np.concatenate([*pieces, unit[-1:]])
    return np.degrees(np.arctan2(way[:, 1], way[:, 0])), np.degrees(np.arcsin(np.clip(way[:, 2], -1.0, 1.0)))
