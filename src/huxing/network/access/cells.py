"""Cells on the ground: hexagons that move with their satellite, or a grid that is fixed to the Earth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huxing.core.constants import EARTH_MEAN_RADIUS
from huxing.core.errors import TooLargeError
from huxing.core.model_range import ModelRange

_MODEL = "cells on the ground"
_RADIUS = ModelRange(_MODEL, "radius of a cell", 100.0, 3e6, "km", 1e3, physical=True)
_RINGS = ModelRange(_MODEL, "rings of cells", 0.0, 200.0, physical=True)
_SPEED = ModelRange(_MODEL, "speed", -1e5, 1e5, "km/s", 1e3, physical=True)
_DIRECTION = ModelRange(_MODEL, "direction of the motion", -np.inf, np.inf, "rad", physical=True)
_LENGTH = ModelRange(_MODEL, "length", 0.0, 2e7, "km", 1e3, open_low=True, physical=True)
MOST_CELLS = 5_000_000
"""Cells of a fixed grid."""


def hexagon_area(radius: float) -> float:
    """Area of a hexagon.

    Args:
        radius: from the centre to a corner, m.

    Returns:
        m2.

    Raises:
        ModelRangeError: a radius out of range.

    Source:
        Geometry: 3 sqrt(3) / 2 r^2.
    """
    return 1.5 * math.sqrt(3.0) * _RADIUS.single(radius) ** 2


def hexagon_width(radius: float, direction: float | None = None) -> float:
    """Width of a hexagon across a direction of motion.

    Args:
        radius: from the centre to a corner, m.
        direction: of the motion, from the line through a corner, rad; None for the mean of all directions.

    Returns:
        m: sqrt(3) to 2 radii.

    Raises:
        ModelRangeError: a radius out of range, or a direction that is not finite.

    Source:
        Geometry; the mean is the perimeter over pi (Cauchy).
    """
    size = _RADIUS.single(radius)
    if direction is None:
        return 6.0 * size / math.pi
    corners = _DIRECTION.single(direction) + np.arange(6) * (math.pi / 3.0)
    return float(2.0 * size * np.abs(np.sin(corners)).max())


def cell_stay(diameter: float, speed: float, user_speed: float = 0.0) -> float:
    """Longest time that a user stays in a cell: along its diameter.

    Args:
        diameter: of the cell along the motion, m.
        speed: of the cell over the ground, m/s.
        user_speed: of the user against the cell's motion, m/s; negative along with it.

    Returns:
        s.

    Raises:
        ModelRangeError: a length or a speed out of range, or a user as fast as the cell.

    Source:
        3GPP TR 38.821 V16.0.0, 7.3.2.1 (time to handover of cells of 50 and 1000 km at 7.56 km/s).
    """
    size, relative = _LENGTH.single(diameter), _SPEED.single(speed) + _SPEED.single(user_speed)
    ModelRange(_MODEL, "speed of the cell past the user", 0.0, 2e5, "m/s", open_low=True, physical=True).single(
        relative
    )
    return size / relative


def cell_change_rate(radius: float, speed: float, direction: float | None = None) -> float:
    """How often a user changes its cell where hexagons sweep over it.

    Args:
        radius: from the centre of a cell to a corner, m.
        speed: of the cells past the user, m/s.
        direction: of the motion, see `hexagon_width`.

    Returns:
        1/s; times the users in a cell: users that its rear edge leaves behind each second, and that its front takes.

    Raises:
        ModelRangeError: a radius or a speed out of range, or a direction that is not finite.

    Source:
        Users swept per second: density x width x speed, of density x area in the cell.
    """
    ModelRange(_MODEL, "speed", 0.0, 1e5, "km/s", 1e3, physical=True).single(speed)
    return hexagon_width(radius, direction) * speed / hexagon_area(radius)


def _hexagons(x: NDArray[np.float64], y: NDArray[np.float64], radius: float) -> tuple[NDArray[np.int64], ...]:
    """Column and row (oblique axes) of the hexagon around each point; corners towards +-y."""
    row = y / (1.5 * radius)
    column = x / (math.sqrt(3.0) * radius) - 0.5 * row
    third = -column - row
    a, b, c = np.rint(column), np.rint(row), np.rint(third)
    da, db, dc = np.abs(a - column), np.abs(b - row), np.abs(c - third)
    a = np.where((da > db) & (da > dc), -b - c, a)
    b = np.where((db >= da) & (db > dc), -a - c, b)
    return a.astype(np.int64), b.astype(np.int64)


def _directions(heading: NDArray[np.float64], down: NDArray[np.float64]) -> NDArray[np.float64]:
    """Headings across the vertical, as unit vectors; to the north where there is none."""
    level = heading - np.sum(heading * down, axis=-1, keepdims=True) * down
    north = np.stack([-down[..., 0] * down[..., 2], -down[..., 1] * down[..., 2], 1.0 - down[..., 2] ** 2], axis=-1)
    level = np.where(np.linalg.norm(level, axis=-1, keepdims=True) == 0.0, north, level)
    return level / np.maximum(np.linalg.norm(level, axis=-1, keepdims=True), 1e-300)


@dataclass(frozen=True)
class MovingCells:
    """Hexagons around the sub-satellite point that move with the satellite, ring by ring.

    Attributes:
        radius: from a cell's centre to a corner, m; the line through two opposite corners lies along the motion.
        rings: around the central cell.
    """

    radius: float
    rings: int

    def __post_init__(self) -> None:
        _RADIUS.single(self.radius)
        object.__setattr__(self, "rings", _RINGS.whole(self.rings))

    def __len__(self) -> int:
        return 1 + 3 * self.rings * (self.rings + 1)

    def of(
        self, user: NDArray[np.float64], satellite: NDArray[np.float64], heading: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """The cell of its satellite in which each user is.

        Args:
            user: ITRF, m, shape `(..., 3)`.
            satellite: of each user, ITRF, m, same shape.
            heading: motion of the satellite relative to the ground, of any length, same shape; one that stands over
                the ground has its cells along the meridian.

        Returns:
            0 for the central cell, then ring by ring; -1 outside the outermost ring, and where a place or a heading is
            NaN, shape `(...)`.

        Raises:
            Nothing of its own.

        Source:
            Azimuthal equidistant map about the sub-satellite point, on the sphere of the Earth's mean radius.
        """
        down = satellite / np.linalg.norm(satellite, axis=-1, keepdims=True)
        along = _directions(heading, down)
        across = np.cross(down, along)
        place = user / np.linalg.norm(user, axis=-1, keepdims=True)
        ahead, beside = np.sum(place * along, axis=-1), np.sum(place * across, axis=-1)
        off = np.hypot(ahead, beside)
        arc = EARTH_MEAN_RADIUS * np.arctan2(off, np.sum(place * down, axis=-1))
        scale = np.divide(arc, off, out=np.zeros_like(arc), where=off > 0.0)
        known = np.isfinite(off)
        column, row = _hexagons(np.where(known, beside * scale, 0.0), np.where(known, ahead * scale, 0.0), self.radius)
        inside = np.maximum(np.maximum(np.abs(column), np.abs(row)), np.abs(column + row)) <= self.rings
        side = np.clip(column, -self.rings, self.rings), np.clip(row, -self.rings, self.rings)
        return np.where(inside & known, self._numbers[side[0] + self.rings, side[1] + self.rings], -1)

    @cached_property
    def _numbers(self) -> NDArray[np.int64]:
        """Number of the cell of each column and row, -1 beyond the outermost ring."""
        column, row = np.meshgrid(*(np.arange(-self.rings, self.rings + 1),) * 2, indexing="ij")
        ring = np.maximum(np.maximum(np.abs(column), np.abs(row)), np.abs(column + row))
        turn = np.mod(np.arctan2(1.5 * row, math.sqrt(3.0) * (column + 0.5 * row)), 2.0 * np.pi)
        order = np.lexsort((turn.ravel(), ring.ravel()))
        numbers = np.empty(column.size, np.int64)
        numbers[order] = np.arange(column.size)
        return np.where(ring <= self.rings, numbers.reshape(column.shape), -1)


@dataclass(frozen=True)
class FixedCells:
    """A grid of cells fixed to the Earth: a point belongs to the nearest centre, which makes near-hexagons.

    Attributes:
        radius: from a cell's centre to a corner, m.
    """

    radius: float

    def __post_init__(self) -> None:
        size = _RADIUS.single(self.radius)
        expected = 4.0 * math.pi * EARTH_MEAN_RADIUS**2 / hexagon_area(size)
        if expected > MOST_CELLS:
            raise TooLargeError(
                f"{_MODEL}: a radius of {size / 1e3:.6g} km makes {expected:.3g} cells, over {MOST_CELLS}; take a "
                "greater one",
                given=self.radius,
            )

    def __len__(self) -> int:
        return len(self.centres)

    @cached_property
    def centres(self) -> NDArray[np.float64]:
        """Directions of the centres from the Earth's centre, `(cell, 3)`: rows of latitude, every other one shifted."""
        rows = max(2, round(math.pi * EARTH_MEAN_RADIUS / (1.5 * self.radius)))
        latitude = (np.arange(rows) + 0.5) * (math.pi / rows) - 0.5 * math.pi
        around = 2.0 * math.pi * EARTH_MEAN_RADIUS * np.cos(latitude) / (math.sqrt(3.0) * self.radius)
        parts = []
        for k, (angle, count) in enumerate(zip(latitude, np.maximum(np.rint(around), 1).astype(int), strict=True)):
            longitude = (np.arange(count) + 0.5 * (k % 2)) * (2.0 * math.pi / count)
            flat = math.cos(angle)
            up = np.full(count, math.sin(angle))
            parts.append(np.stack([flat * np.cos(longitude), flat * np.sin(longitude), up], axis=-1))
        return np.concatenate(parts)

    def of(self, user: NDArray[np.float64]) -> NDArray[np.int64]:
        """The cell in which each user is.

        Args:
            user: ITRF, m, shape `(..., 3)`.

        Returns:
            Number of the nearest centre, -1 where a place is NaN, shape `(...)`.

        Raises:
            Nothing of its own.

        Source:
            Nearest centre in direction from the Earth's centre.
        """
        direction = user / np.linalg.norm(user, axis=-1, keepdims=True)
        known = np.isfinite(direction).all(axis=-1)
        nearest = self._tree.query(np.where(known[..., None], direction, 1.0))[1]
        return np.where(known, nearest, -1).astype(np.int64)

    @cached_property
    def _tree(self) -> Any:
        from scipy.spatial import cKDTree

        return cKDTree(self.centres)
