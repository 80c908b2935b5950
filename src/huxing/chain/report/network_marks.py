"""Signs of networks on maps: the hub, gateways, names of places, ways from node to node."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from huxing.chain.report.drawing import INK, VERMILLION
from huxing.chain.report.network_record import NetworkRecord, Place
from huxing.chain.report.numbers import shortened
from huxing.chain.report.projection import equal_earth, from_centre, great_circle, projected_line

_ROOM = 1.6
"""Half of the width of the map in which a name may stand to the right of its place."""


def gateways_and_hub(axes: Axes, record: NetworkRecord) -> None:
    """Triangles for gateways, a star for the hub.

    Args:
        axes: with a `frame`.
        record: of the network.

    Raises:
        Nothing of its own.

    Source:
        None: a choice of signs.
    """
    style: dict[str, Any] = {"ls": "none", "mec": INK, "mew": 0.8}
    x, y = on_map([place.longitude for place in record.gateways], [place.latitude for place in record.gateways])
    axes.plot(x, y, marker="^", ms=5.0, mfc="white", zorder=6, **style)
    x, y = on_map([record.hub.longitude], [record.hub.latitude])
    axes.plot(x, y, marker="*", ms=10.0, mfc=VERMILLION, zorder=7, **style)


def on_map(longitude: ArrayLike, latitude: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places on the map.

    Args:
        longitude: degrees, shape `(place,)`.
        latitude: degrees, the same shape.

    Returns:
        x and y of the axes of a `frame`.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.report.projection.equal_earth.
    """
    return equal_earth(from_centre(np.asarray(longitude, dtype=np.float64)), np.asarray(latitude, dtype=np.float64))


def name_of(axes: Axes, place: Place, *, above: bool = False) -> None:
    """The name of a place beside it.

    Args:
        axes: with a `frame`.
        place: with a known position.
        above: whether the name stands higher than its place, else lower.

    Raises:
        Nothing of its own.

    Source:
        None: a choice.
    """
    (x,), (y,) = on_map([place.longitude], [place.latitude])
    if not np.isfinite([x, y]).all():
        return
    right = x < _ROOM
    axes.annotate(
        shortened(place.short, 34), (x, y), xytext=(5 if right else -5, 6 if above else -6), textcoords="offset points",
        ha="left" if right else "right", va="bottom" if above else "top", fontsize=9.5,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.8}, zorder=8,
    )  # fmt: skip


def way(axes: Axes, longitude: ArrayLike, latitude: ArrayLike, **style: Any) -> None:
    """A line along great circles from point to point, parted where the map is cut.

    Args:
        axes: with a `frame`.
        longitude: degrees, of two points or more.
        latitude: degrees.
        style: of the line.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.report.projection.great_circle.
    """
    dense = great_circle(np.asarray(longitude, dtype=np.float64), np.asarray(latitude, dtype=np.float64))
    axes.plot(*projected_line(*dense), solid_capstyle="round", **style)
