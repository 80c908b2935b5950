"""The world as a figure: a frame, a field of classes on a ring grid, coasts and places."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import Normal, Stroke
from numpy.typing import ArrayLike, NDArray

from huxing.catalogue import land_outline
from huxing.chain.report.drawing import INK, SOFT
from huxing.chain.report.projection import CENTRE_DEG, densified, equal_earth, from_centre, projected_line
from huxing.chain.report.scales import classes

HEIGHT = 226.0
"""Of a panel with a map, in units of `drawing.WIDTH`."""
MARGINS = (34, 6, 6, 20)
"""Left, right, top and bottom of its axes."""
PALETTE = "viridis"
_COLUMNS = 720
_EDGE = 179.999
"""The cut, on its western side."""


def frame(axes: Axes) -> None:
    """Outline, graticule and its labels.

    Args:
        axes: of a panel of `HEIGHT` and `MARGINS`.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.report.projection.equal_earth.
    """
    latitude = np.linspace(-90.0, 90.0, 61)
    left, y = equal_earth(np.full(61, -180.0), latitude)
    axes.set(xlim=(-2.72, 2.72), ylim=(-1.325, 1.325), aspect="equal", anchor="C")
    axes.fill(
        np.concatenate([left, -left[::-1]]), np.concatenate([y, y[::-1]]), facecolor="none", edgecolor=SOFT, lw=0.7
    )
    ticks = np.array([-60.0, -30.0, 0.0, 30.0, 60.0])
    axes.set_yticks(equal_earth(np.zeros(5), ticks)[1], [_degrees(t, "N", "S") for t in ticks])
    east = np.array([-120.0, -60.0, 0.0, 60.0, 120.0])
    names = [_degrees((e + CENTRE_DEG + 180.0) % 360.0 - 180.0, "E", "W") for e in east]
    axes.set_xticks(equal_earth(east, np.full(5, -90.0))[0], names)
    axes.tick_params(length=0, pad=2, labelsize=9.5)
    for side in axes.spines.values():
        side.set_visible(False)
    for tick in ticks:
        axes.plot(
            *equal_earth(np.array([-180.0, 180.0]), np.array([tick, tick])), color="white", lw=0.4, alpha=0.6, zorder=2
        )
    for line in east:
        x, _ = equal_earth(np.full(61, line), latitude)
        axes.plot(x, y, color="white", lw=0.4, alpha=0.6, zorder=2)


def _degrees(value: float, positive: str, negative: str) -> str:
    return f"{abs(value):.0f}°" + ((positive if value > 0 else negative) if value % 180.0 else "")


def field(
    axes: Axes,
    longitude: NDArray[Any],
    latitude: NDArray[Any],
    values: NDArray[np.float64],
    bounds: Sequence[float],
    colours: str = PALETTE,
) -> None:
    """The rings of the grid as cells; each column takes the nearest point of its ring.

    Args:
        axes: with a `frame`.
        longitude: of the points, degrees.
        latitude: of the points, degrees, alike within a ring.
        values: at the points; NaN where unknown.
        bounds: of the classes of colour, ascending.
        colours: name of the colour map.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.report.scales.classes.
    """
    rings = np.unique(np.round(latitude, 6))
    columns = -180.0 + (np.arange(_COLUMNS) + 0.5) * 360.0 / _COLUMNS
    cells = np.empty((rings.size, _COLUMNS))
    for row, ring in enumerate(rings):
        inside = np.abs(latitude - ring) < 1e-5
        cells[row] = nearest_of_ring(from_centre(longitude[inside]), values[inside], columns)
    middles = (rings[1:] + rings[:-1]) / 2.0
    edges = np.concatenate([[-90.0], middles, [90.0]])
    corners = np.meshgrid(np.linspace(-180.0, 180.0, _COLUMNS + 1), edges)
    palette, rule = classes(bounds, colours)
    x, y = equal_earth(*corners)
    axes.pcolormesh(x, y, np.ma.masked_invalid(cells), cmap=palette, norm=rule, rasterized=True, zorder=1)


def nearest_of_ring(
    points: NDArray[np.float64], values: NDArray[np.float64], columns: NDArray[np.float64]
) -> NDArray[Any]:
    """Values of the nearest points around a ring.

    Args:
        points: degrees east of the centre, each once.
        values: at the points.
        columns: degrees east of the centre.

    Returns:
        A value for each column.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    order = np.argsort(points)
    place = np.concatenate([points[order] - 360.0, points[order], points[order] + 360.0])
    edges = (place[1:] + place[:-1]) / 2.0
    return np.tile(values[order], 3)[np.searchsorted(edges, columns)]


def coasts(axes: Axes, *, strength: float = 0.85) -> None:
    """Coasts, dark on light and light on dark; sides of rings along the 180th meridian and the pole are no coasts.

    Args:
        axes: with a `frame`.
        strength: opacity of the line, 0 to 1.

    Raises:
        Nothing of its own.

    Source:
        huxing.catalogue.land_outline.
    """
    x, y = _coast_line()
    halo = [Stroke(linewidth=1.5, foreground="white", alpha=0.45), Normal()]
    axes.plot(x, y, color=INK, lw=0.55, alpha=strength, path_effects=halo, zorder=3)


@lru_cache(maxsize=1)
def _coast_line() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """All coasts as one line on the map, parted by NaN."""
    lines = []
    for ring in land_outline():
        east, north = densified(ring[:, 0], ring[:, 1])
        border = (np.abs(east) >= _EDGE) | (north <= -89.9)
        dropped = border & np.roll(border, 1) & np.roll(border, -1)
        x, y = projected_line(east, np.where(dropped, np.nan, north))
        lines.append((np.append(x, np.nan), np.append(y, np.nan)))
    x, y = (np.concatenate(parts) for parts in zip(*lines, strict=True))
    return x, y


def places(axes: Axes, longitude: ArrayLike, latitude: ArrayLike) -> None:
    """Rings that mark places on the ground.

    Args:
        axes: with a `frame`.
        longitude: degrees.
        latitude: degrees, of the same shape.

    Raises:
        Nothing of its own.

    Source:
        None: a choice of signs.
    """
    x, y = equal_earth(from_centre(np.atleast_1d(longitude)), np.atleast_1d(latitude))
    axes.plot(x, y, ls="none", marker="o", ms=3.4, mfc="white", mec=INK, mew=0.8, zorder=5)
