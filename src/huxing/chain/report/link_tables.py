"""The tables of links: what each gets at its stations, its budgets row by row, and its ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from huxing.chain.report.connection_record import DIRECTIONS, Connection, LinkRecord
from huxing.chain.report.link_answers import required_rate
from huxing.chain.report.link_days import FAIR_SHARE, LEAST_SHARE, LinkDay
from huxing.chain.report.link_ends import end_words, payload_words
from huxing.chain.report.link_numbers import bit_rate, decibels, percent_of_year
from huxing.chain.report.numbers import UNKNOWN, degrees, is_known, listed, percent
from huxing.chain.report.waterfall import budget_rows, budget_value, circumstances

MOST_ROWS = 60
"""Of one link's table; the dataset `links` holds the rest."""
NONE = "–"


def link_tables(links: Sequence[LinkRecord], days: Sequence[LinkDay]) -> list[dict[str, Any]]:
    """What each link is made of, and what it gets.

    Args:
        links: of the scenario.
        days: all that were computed.

    Returns:
        Per link its title, `facts` (name and text), `note`, `rows` of cells and the number of rows `left_out`.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_artefacts.LINKS.
    """
    return [_table(link, [one for one in days if one.link.name == link.name]) for link in links]


def _table(link: LinkRecord, days: Sequence[LinkDay]) -> dict[str, Any]:
    return {
        "title": link.title,
        "note": link.note,
        "facts": _facts(link, _ways(days)),
        "rows": [_row(one) for one in days[:MOST_ROWS]],
        "left_out": max(0, len(days) - MOST_ROWS),
    }


def _ways(days: Sequence[LinkDay]) -> list[str]:
    """Directions in which the link works, as far as anything says so."""
    known = [way for way in DIRECTIONS if any(is_known(one.year(way)) for one in days)]
    return known or list(DIRECTIONS)


def _facts(link: LinkRecord, ways: Sequence[str]) -> list[tuple[str, str]]:
    weather = f"worse for {percent_of_year(link.exceedance)} of the year" if is_known(link.exceedance) else UNKNOWN
    extra = decibels(link.extra_loss_db) if is_known(link.extra_loss_db) else UNKNOWN
    modem = decibels(link.implementation_loss_db) if is_known(link.implementation_loss_db) else UNKNOWN
    return [
        ("Terminal", end_words(link.terminal)),
        ("Payload", payload_words(link.payload)),
        ("Band", link.band or "the one that both ends share"),
        ("Least elevation", degrees(float(np.degrees(link.min_elevation)))),
        ("Counts as served", listed([required_rate(link, way) for way in ways])),
        ("Weather", weather),
        ("Losses set by hand", f"{extra} on the path, {modem} in the modem"),
    ]


def _row(one: LinkDay) -> dict[str, Any]:
    return {
        "case": one.case.label,
        "station": one.station_title,
        "cells": [cell for way in DIRECTIONS for cell in _cells(one, way)],
    }


def _cells(one: LinkDay, way: str) -> list[str]:
    """Availability of the year; median and 5th percentile of the day's rate; median margin while in view."""
    if not is_known(one.year(way)) and not is_known(one.rate(way, FAIR_SHARE)):
        return [NONE] * 4
    margins = one.margins(way)
    margin = decibels(float(np.median(margins)), "", signed=True) if margins.size else "none in view"
    return [
        percent(one.year(way)),
        bit_rate(one.rate(way, FAIR_SHARE)),
        bit_rate(one.rate(way, LEAST_SHARE)),
        margin,
    ]


def budget_tables(connection: Connection, links: Sequence[LinkRecord]) -> list[dict[str, Any]]:
    """Every row of every budget with its clause.

    Args:
        connection: artefacts.
        links: of the scenario.

    Returns:
        Per link its title and `ways`: direction, circumstances and rows of cells.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_artefacts.BUDGETS.
    """
    made = []
    for link in links:
        ways = [(way, budget_rows(connection, link, way)) for way in DIRECTIONS]
        filled = [
            {"direction": way, "note": circumstances(rows), "rows": [_budget_row(row) for row in _rows(rows)]}
            for way, rows in ways
            if len(rows)
        ]
        if filled:
            made.append({"title": link.title, "ways": filled})
    return made


def _budget_row(row: Any) -> dict[str, Any]:
    value = budget_value(row.value, row.unit)
    if row.unit.startswith("dB") and is_known(row.value):
        value = decibels(row.value, row.unit, signed=row.kind in ("gain", "loss"), digits=2)
    return {"term": row.term, "kind": row.kind, "value": value, "clause": row.clause}


def _rows(rows: Any) -> Any:
    return cast(Any, rows.itertuples())
