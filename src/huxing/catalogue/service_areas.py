"""Service areas by name."""

from __future__ import annotations

from huxing.catalogue.place_rows import ServiceArea
from huxing.catalogue.store import find, names


def service_area(name: str) -> ServiceArea:
    """A service area's row.

    Args:
        name: name or alias; case, blanks, '-' and '_' do not matter.

    Returns:
        The area or route.

    Raises:
        CatalogueError: no such area; the nearest names are listed.
        ScenarioError: a file of HUXING_PATH is wrong.
        MissingDataError: a folder of HUXING_PATH is not there.

    Source:
        Each row's own `source`.
    """
    area: ServiceArea = find("service_areas", name)
    return area


def service_area_names() -> list[str]:
    """The names of all service areas of the catalogue.

    Returns:
        Sorted names, without aliases.

    Raises:
        ScenarioError: a file of HUXING_PATH is wrong.
        MissingDataError: a folder of HUXING_PATH is not there.

    Source:
        The catalogue's own rows.
    """
    return names("service_areas")
