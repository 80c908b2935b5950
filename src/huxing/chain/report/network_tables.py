"""The tables of networks: what each is made of, its round trips, what it carries in every case, what binds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from huxing.chain.report.link_numbers import bit_rate
from huxing.chain.report.network_cases import NetworkCase, PairDay
from huxing.chain.report.network_load import kind_rows
from huxing.chain.report.network_record import NetworkRecord
from huxing.chain.report.numbers import (
    HOUR,
    UNKNOWN,
    counted,
    figure,
    is_known,
    listed,
    milliseconds,
    percent,
)

MOST_ROWS = 60
"""Of one table; the artefacts hold the rest."""
NONE = "–"
_CASES = {
    "gateways": "Gateways in use",
    "bent-pipe": "Without lasers",
    "gateway-failure": "A gateway fails",
    "plane-failure": "A plane fails",
}


def network_facts(record: NetworkRecord) -> dict[str, Any]:
    """What a network is made of.

    Args:
        record: of the network.

    Returns:
        Its title, `facts` (name and text) and `note`.

    Raises:
        Nothing of its own.

    Source:
        The scenario.
    """
    return {"title": record.title, "note": record.note, "facts": _facts(record)}


def _facts(record: NetworkRecord) -> list[tuple[str, str]]:
    names = [place.short for place in record.gateways]
    return [
        ("Between satellites", record.laser or "no links: from a user to a gateway over one satellite"),
        ("Users' link", record.user_link or UNKNOWN),
        ("Gateways' link", record.gateway_link or UNKNOWN),
        ("Gateways", f"{len(names):,}, in the order of building: {listed(names, 20)}" if names else UNKNOWN),
        ("A gateway has", counted(record.antennas, "antenna") if record.antennas else UNKNOWN),
        ("A satellite has", _beams(record)),
        ("Demand", _demand(record)),
        ("Hub of the map", record.hub.title or UNKNOWN),
        ("Fibre", f"{record.fibre_factor:g} times the great circle" if is_known(record.fibre_factor) else UNKNOWN),
    ]


def _beams(record: NetworkRecord) -> str:
    if not record.feeder_beams or not record.user_beams:
        return UNKNOWN
    return f"{counted(record.feeder_beams, 'beam')} to gateways, {counted(record.user_beams, 'carrier')} to users"


def _demand(record: NetworkRecord) -> str:
    if not is_known(record.demand):
        return UNKNOWN
    hours = listed([f"{seconds / HOUR:g}" for seconds in record.capacity_times], 8) if record.capacity_times else ""
    moments = f"; computed {hours} h after the date" if hours else ""
    peak = f", {record.peak_to_mean:g} times as much at 21 h local time" if is_known(record.peak_to_mean) else ""
    source = " (people: GeoNames, CC BY 4.0)" if "GeoNames" in record.city_source else ""
    return (
        f"{bit_rate(record.demand)} in the mean of a day, by {counted(record.cities, 'city', 'cities')} in proportion "
        f"to their people{source}{peak}{moments}"
    )


def pair_table(found: Sequence[NetworkCase]) -> dict[str, Any]:
    """Round trips of all pairs in all cases.

    Args:
        found: networks at work.

    Returns:
        `groups` (title and rows of cells) by case, and the number of rows `left_out`.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_network_artefacts.NETWORK.
    """
    rows = [(one.label, _pair_row(pair)) for one in found for pair in one.pairs]
    return {"groups": _grouped(rows[:MOST_ROWS]), "left_out": max(0, len(rows) - MOST_ROWS)}


def _grouped(rows: Sequence[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Rows under their titles, in the order in which the titles come first."""
    titles = dict.fromkeys(title for title, _ in rows)
    return [{"title": title, "rows": [row for other, row in rows if other == title]} for title in titles]


def _pair_row(pair: PairDay) -> dict[str, Any]:
    trips = (pair.least, pair.median, pair.greatest)
    there = pair.reached > 0.0
    cells = [milliseconds(trip) if there else NONE for trip in trips]
    cells += [milliseconds(pair.fibre), percent(pair.reached)]
    cells += [figure(pair.median_links, 0) if there else NONE, figure(pair.changes, 0) if there else NONE]
    return {"pair": pair.title, "cells": cells}


def capacity_tables(found: Sequence[NetworkCase]) -> list[dict[str, Any]]:
    """What each network carries in every case, and what binds it.

    Args:
        found: networks at work.

    Returns:
        Per network its title, `groups` (title and rows of cells) by what is looked at, the number of rows `left_out`,
        and `kinds` of links.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_network_artefacts.NETWORK_CAPACITY, NETWORK_LOAD.
    """
    return [
        {
            "title": one.label,
            "groups": _grouped([_capacity_row(one, row) for _, row in one.capacity.head(MOST_ROWS).iterrows()]),
            "left_out": max(0, len(one.capacity) - MOST_ROWS),
            "kinds": kind_rows(one),
        }
        for one in found
        if len(one.capacity) or len(one.loads)
    ]


def _capacity_row(one: NetworkCase, row: pd.Series) -> tuple[str, dict[str, Any]]:
    throughput, demand = float(row["throughput_gbps"]), float(row["demand_gbps"])
    share = throughput / demand if demand > 0.0 else float("nan")
    title = _CASES.get(str(row["case"]), str(row["case"]))
    return title, {
        "label": _label(one, str(row["label"])),
        "cells": [
            f"{int(row['gateways']):,}",
            f"{int(row['satellites']):,}",
            figure(throughput, 2),
            figure(float(row["bound_gbps"]), 2),
            percent(share),
            percent(float(row["reached_share"])),
            milliseconds(float(row["mean_rtt_ms"]) / 1e3) if is_known(float(row["mean_rtt_ms"])) else NONE,
        ],
    }


def _label(one: NetworkCase, label: str) -> str:
    """The artefact's label with a place's title in the place of its name."""
    head, with_, name = label.rpartition("with ")
    if with_ and name in one.record.places:
        return f"{head}with {one.record.short(name)}"
    head, without, name = label.rpartition("without ")
    return f"{head}{without}{one.record.short(name)}" if without else label
