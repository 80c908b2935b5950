"""A place on the ground as options name it: a station of the catalogue, or coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huxing.orbit import Station


def read_station(text: str, *, min_elevation_deg: float = 0.0, mask_deg: Sequence[tuple[float, float]] = ()) -> Station:
    """A station by name or by its coordinates.

    Args:
        text: a name of the catalogue, or LAT,LON[,HEIGHT_M] in degrees.
        min_elevation_deg: least elevation.
        mask_deg: horizon, pairs of azimuth and elevation.

    Returns:
        The station.

    Raises:
        CatalogueError: no such station.
        InputError: coordinates that are not numbers or out of range.

    Source:
        docs/reference/commands.md.
    """
    from huxing.catalogue import ground_station
    from huxing.core.errors import InputError
    from huxing.orbit import Station

    if "," not in text:
        row = ground_station(text)
        place = (row.name, row.latitude_deg, row.longitude_deg, row.height_m)
        return Station.from_degrees(*place, min_elevation_deg=min_elevation_deg, mask_deg=tuple(mask_deg))
    numbers = coordinates(text)
    if len(numbers) not in (2, 3):
        raise InputError(f"--station '{text}': give a name of the catalogue or LAT,LON[,HEIGHT_M] in deg", given=text)
    return Station.from_degrees(text, *numbers, min_elevation_deg=min_elevation_deg, mask_deg=tuple(mask_deg))


def coordinates(text: str) -> list[float]:
    """Numbers between commas; not the spans that lists of numbers may have.

    Args:
        text: '31.2,121.5,10'.

    Returns:
        The numbers; none where a part is no number.

    Raises:
        Nothing of its own.

    Source:
        docs/reference/commands.md.
    """
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        return []
