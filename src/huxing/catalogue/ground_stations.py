"""Ground stations by name."""

from __future__ import annotations

from huxing.catalogue.place_rows import GroundStation
from huxing.catalogue.store import find, names
from huxing.core.errors import InputError


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


def populous_city_names(count: int = 100) -> list[str]:
    """The names of the most populous cities of the catalogue, the largest first.

    Args:
        count: how many.

    Returns:
        Names of ground stations, by rank.

    Raises:
        InputError: more than there are, or none.
        ScenarioError: a file of HUXING_PATH is wrong.
        MissingDataError: a folder of HUXING_PATH is not there.

    Source:
        Each row's own `source`: urban agglomerations of 2025, UN World Urbanization Prospects.
    """
    ranked = sorted(
        (row.population_rank, name) for name in ground_station_names() if (row := ground_station(name)).population_rank
    )
    if not 1 <= count <= len(ranked):
        raise InputError(f"{count} cities; the catalogue ranks 1 to {len(ranked)}", given=count, accepted=len(ranked))
    return [name for _, name in ranked[:count]]
