"""Terminals by name."""

from __future__ import annotations

from huxing.catalogue.radio_rows import Terminal
from huxing.catalogue.store import find, names


def terminal(name: str) -> Terminal:
    """A terminal's row.

    Args:
        name: name or alias; case, blanks, '-' and '_' do not matter.

    Returns:
        The terminal.

    Raises:
        CatalogueError: no such terminal; the nearest names are listed.
        ScenarioError: a file of HUXING_PATH is wrong.
        MissingDataError: a folder of HUXING_PATH is not there.

    Source:
        Each row's own `source`.
    """
    found: Terminal = find("terminals", name)
    return found


def terminal_names() -> list[str]:
    """The names of all terminals of the catalogue.

    Returns:
        Sorted names, without aliases.

    Raises:
        ScenarioError: a file of HUXING_PATH is wrong.
        MissingDataError: a folder of HUXING_PATH is not there.

    Source:
        The catalogue's own rows.
    """
    return names("terminals")
