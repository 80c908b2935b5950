"""Satellite payloads by name."""

from __future__ import annotations

from huxing.catalogue.radio_rows import Payload
from huxing.catalogue.store import find, names


def payload(name: str) -> Payload:
    """A satellite payload's row.

    Args:
        name: name or alias; case, blanks, '-' and '_' do not matter.

    Returns:
        The payload.

    Raises:
        CatalogueError: no such payload; the nearest names are listed.
        ScenarioError: a file of HUXING_PATH is wrong.
        MissingDataError: a folder of HUXING_PATH is not there.

    Source:
        Each row's own `source`.
    """
    found: Payload = find("payloads", name)
    return found


def payload_names() -> list[str]:
    """The names of all payloads of the catalogue.

    Returns:
        Sorted names, without aliases.

    Raises:
        ScenarioError: a file of HUXING_PATH is wrong.
        MissingDataError: a folder of HUXING_PATH is not there.

    Source:
        The catalogue's own rows.
    """
    return names("payloads")
