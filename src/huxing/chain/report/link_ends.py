"""The ends of links, terminals and payloads of the catalogue, in words and with their sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huxing.chain.report.connection_record import Connection
from huxing.chain.report.numbers import UNKNOWN

STATUSES = {
    "standard": "figures of a standard",
    "operator": "the operator's own figures",
    "vendor": "the vendor's own figures",
    "filed": "filed with a regulator",
    "study": "figures of a published study",
    "assumed": "sourced figures completed by assumptions",
}
"""What each status of a row of the catalogue means."""
STAND_INS = ("standard", "study", "assumed")
"""Statuses of a payload that no satellite is known to carry."""


def end_words(row: Mapping[str, Any]) -> str:
    """A row of the catalogue in words.

    Args:
        row: as `run.json` has it.

    Returns:
        Title and status; `unknown` where there is no row.

    Raises:
        Nothing of its own.

    Source:
        The catalogue.
    """
    title = str(row.get("title") or row.get("name") or "")
    status = str(row.get("status") or "")
    return f"{title} ({STATUSES.get(status, status or 'status unknown')})" if title else UNKNOWN


def payload_words(row: Mapping[str, Any]) -> str:
    """A payload in words, with whether it stands in for one that is not known.

    Args:
        row: as `run.json` has it.

    Returns:
        Title, status and 'a stand-in' where no satellite is known to carry it.

    Raises:
        Nothing of its own.

    Source:
        The catalogue.
    """
    return end_words(row) + ("; a stand-in" if row.get("status") in STAND_INS else "")


def end_sources(connection: Connection) -> list[dict[str, str]]:
    """Where the figures of terminals and payloads come from, each row of the catalogue once.

    Args:
        connection: artefacts.

    Returns:
        Cells: title, name, what it is, status, source, note and what no source confirms.

    Raises:
        Nothing of its own.

    Source:
        The catalogue's rows, as `run.json` has them.
    """
    found: dict[tuple[str, str], dict[str, str]] = {}
    ends = [
        (kind, row)
        for link in connection.records
        for kind, row in (("terminal", link.terminal), ("payload", link.payload))
    ]
    ends += [("laser", entry.get("terminal") or {}) for entry in connection.laser_entries.values()]
    for kind, row in ends:
        found.setdefault((kind, str(row.get("name", ""))), _source(kind, row))
    return list(found.values())


def _source(kind: str, row: Mapping[str, Any]) -> dict[str, str]:
    status = str(row.get("status") or "")
    return {
        "title": str(row.get("title") or row.get("name") or UNKNOWN),
        "name": str(row.get("name") or ""),
        "kind": kind,
        "status": STATUSES.get(status, status or UNKNOWN),
        "source": str(row.get("source") or UNKNOWN),
        "note": str(row.get("note") or ""),
        "unverified": str(row.get("unverified") or ""),
    }
