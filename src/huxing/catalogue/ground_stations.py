"""Ground stations by name."""

from __future__ import annotations

from huxing.catalogue.place_rows import GroundStation
from huxing.catalogue.store import find, names


def ground_station(name: str) -> GroundStation:
    """A ground station's row.

    Args:
        name: name or alias; case, blanks, '-' and '_' do not matter.

    Returns:
        The station.

    Raises:
        CatalogueError: no such station; the nearest names are listed.
        ScenarioError: a file of HUXING_PATH is wrong.
        MissingDataError: a folder of HUXING_PATH is not there.

    Source:
        Each row's own `source`.
    """
    station: GroundStation = find("ground_stations", name)
    return station


def ground_station_names() -> list[str]:
    """The names of all ground stations of the catalogue.

    Returns:
        Sorted names, without aliases.

    Raises:
        ScenarioError: a file of HUXING_PATH is wrong.
        MissingDataError: a folder of HUXING_PATH is not there.

    Source:
        The catalogue's own rows.
    """
    return names("ground_stations")
