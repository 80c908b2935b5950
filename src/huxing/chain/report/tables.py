"""The tables of the report: fleets, passes per station, and every figure of every area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from huxing.chain.report.cases import Case
from huxing.chain.report.numbers import day, duration, figure, is_known, minutes_figure, percent_figure
from huxing.chain.report.passes import passes_over
from huxing.chain.report.raising import station_altitudes
from huxing.chain.report.run_record import Flight
from huxing.chain.report.statuses import status_counts, status_mark

MOST_ROWS = 210
"""Of the table of all figures; the dataset `coverage` holds the rest."""
METHODS = {"sgp4": "SGP4 on element sets", "j2": "secular J2 on shells"}
"""What each value of `method` means."""
_SHARES = ("always_covered_share", "never_covered_share")
_TIMES = (
    "mean_gap", "p95_gap", "max_gap", "mean_revisit", "mean_wait", "mean_first_access", "worst_first_access",
)  # fmt: skip


def fleet_rows(flight: Flight, cases: Sequence[Case]) -> list[dict[str, Any]]:
    """One row per case: how many satellites, what they do, how high.

    Args:
        flight: artefacts.
        cases: rows.

    Returns:
        Cells.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.fly_artefacts.FLEET.
    """
    return [_fleet_row(flight, case) for case in cases]


def _fleet_row(flight: Flight, case: Case) -> dict[str, Any]:
    fleet = case.rows(flight.fleet)
    altitudes = [f"{altitude:,.1f}" for altitude in station_altitudes(fleet)]
    placed = fleet[fleet["plane"] > 0]
    return {
        "title": case.title,
        "date": day(case.date, short=True),
        "satellites": f"{len(fleet):,}",
        "in_service": f"{case.satellites:,}",
        "statuses": [
            {"text": f"{n:,} {status_mark(s).name}", "sign": status_mark(s).sign, "colour": status_mark(s).colour}
            for s, n in status_counts(fleet).items()
        ],
        "planes": f"{placed.groupby(['shell', 'plane']).ngroups:,}" if len(placed) else "unknown",
        "altitude": ", ".join(altitudes[:4]) + (f" and {len(altitudes) - 4} more" if len(altitudes) > 4 else "")
        or "unknown",
        "method": METHODS.get(case.method, case.method),
    }


def station_rows(flight: Flight, cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Passes of the day, one row per station and case.

    Args:
        flight: artefacts.
        cases: in the order of rows within a station.

    Returns:
        Cells.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.fly_artefacts.PASSES.
    """
    listed = [case for case in cases if len(case.rows(flight.passes))]
    return [_station_row(flight, case, site, first=case is listed[0]) for site in flight.sites for case in listed]


def _station_row(flight: Flight, case: Case, site: dict[str, Any], *, first: bool) -> dict[str, Any]:
    rows = passes_over(flight, case, site["name"])
    return {
        "station": site["title"] if first else "",
        "case": case.label,
        "passes": f"{len(rows):,}",
        "satellites": f"{rows['satellite'].nunique():,}",
        "median": duration(float(rows["duration_s"].median())) if len(rows) else "–",
        "longest": duration(float(rows["duration_s"].max())) if len(rows) else "–",
        "highest": figure(float(rows["max_elevation_deg"].max())) if len(rows) else "–",
        "seen": f"{int(rows['visible'].sum()):,}",
    }


def statistics(flight: Flight, cases: Sequence[Case]) -> dict[str, Any]:
    """Every figure of every area and case.

    Args:
        flight: artefacts.
        cases: in the order of rows within an area.

    Returns:
        `folds`, `groups` (area and rows of cells) and `left_out`, the number of rows that are not shown.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.fly_artefacts.COVERAGE.
    """
    titles = [str(title) for title in flight.coverage["area_title"].to_numpy()]
    each = max(1, MOST_ROWS // max(1, len(titles)))
    shown = cases[:each]
    groups = [
        {"area": title, "rows": [_statistics_row(flight, case, index) for case in shown]}
        for index, title in enumerate(titles[:MOST_ROWS])
    ]
    total = len(cases) * len(titles)
    return {
        "folds": [int(fold) for fold in flight.coverage["fold"].to_numpy()],
        "groups": groups,
        "left_out": total - sum(len(group["rows"]) for group in groups),
    }


def _statistics_row(flight: Flight, case: Case, area: int) -> dict[str, Any]:
    here = case.figures(flight.coverage).isel(area=area)
    least = float(here["least_in_view"])
    cells = [percent_figure(float(share)) for share in here["covered_share"].to_numpy()]
    cells += [figure(float(here["mean_in_view"]), 2), f"{least:.0f}" if is_known(least) else "unknown"]
    cells += [percent_figure(float(here[name])) for name in _SHARES]
    known = is_known(float(here["mean_in_view"]))
    cells += [minutes_figure(float(here[name])) if known else "unknown" for name in _TIMES]
    return {"case": case.label, "satellites": f"{case.satellites:,}", "cells": cells}
