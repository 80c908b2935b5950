"""Constellations by name."""

from __future__ import annotations

import difflib
from dataclasses import replace

from huxing.catalogue.constellation_rows import ConstellationEntry
from huxing.catalogue.store import find, names
from huxing.core.errors import CatalogueError


def constellation(name: str, design: str | None = None) -> ConstellationEntry:
    """A constellation's row, with one of its designs chosen.

    Args:
        name: name or alias; case, blanks, '-' and '_' do not matter.
        design: name of the design; the row's first one when left out.

    Returns:
        The entry; its `design` is the chosen one. `huxing.orbit.constellation_from_catalogue` makes orbits of it.

    Raises:
        CatalogueError: no such constellation or design; the nearest names are listed.
        ScenarioError: a file of HUXING_PATH is wrong.
        MissingDataError: a folder of HUXING_PATH is not there.

    Source:
        Each row's own `source`.
    """
    entry: ConstellationEntry = find("constellations", name)
    if design is None:
        return entry
    chosen = next((one for one in entry.designs if one.name == str(design).casefold()), None)
    if chosen is None:
        known = [one.name for one in entry.designs]
        close = difflib.get_close_matches(str(design), known, n=1) or known
        raise CatalogueError(
            f"'{entry.name}' has no design '{str(design)[:60]}'; it has {', '.join(known)}",
            given=design,
            accepted=close,
        )
    return replace(entry, design=chosen)


def constellation_names() -> list[str]:
    """The names of all constellations of the catalogue.

    Returns:
        Sorted names, without aliases.

    Raises:
        ScenarioError: a file of HUXING_PATH is wrong.
        MissingDataError: a folder of HUXING_PATH is not there.

    Source:
        The catalogue's own rows.
    """
    return names("constellations")
