"""A coarse outline of the world's land, so that a reader of a map knows where he is."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from huxing.core.strict_yaml import load_yaml

_FILE = Path(__file__).parent / "outline" / "land.yaml"


@lru_cache(maxsize=1)
def land_outline() -> tuple[NDArray[np.float64], ...]:
    """Outlines of the continents and large islands, drawn by hand for orientation only.

    Returns:
        Closed rings (first point repeated), each of shape `(point, 2)`: longitude -180 to 180 and latitude, degrees. A
        ring never crosses the 180th meridian. The arrays are read-only.

    Raises:
        Nothing of its own.

    Source:
        The project's own drawing through capes, river mouths and other well-known places, rounded to half a degree.

    Valid for:
        drawing at the scale of the world; not for statistics and not a statement of boundaries.
    """
    rings: dict[str, list[list[float]]] = load_yaml(_FILE.read_bytes(), source=_FILE.name).value
    return tuple(_closed(points) for points in rings.values())


def _closed(points: list[list[float]]) -> NDArray[np.float64]:
    ring = np.array([*points, points[0]], dtype=np.float64)
    ring.flags.writeable = False
    return ring
