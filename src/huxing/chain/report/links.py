"""The section on links: answers, tables and figures of the stage `connect`, put together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from huxing.chain.report.availability_map import (
    availability_legend,
    availability_panels,
    side_by_side,
    world_links,
)
from huxing.chain.report.cases import Case
from huxing.chain.report.connection_record import Connection
from huxing.chain.report.laser_rows import laser_rows
from huxing.chain.report.link_answers import link_answers, links_in_short
from huxing.chain.report.link_day import day_panels
from huxing.chain.report.link_days import abreast, first_station, link_days
from huxing.chain.report.link_ends import end_sources
from huxing.chain.report.link_rates import rate_panels
from huxing.chain.report.link_tables import budget_tables, link_tables
from huxing.chain.report.numbers import UNKNOWN, counted, duration, is_known
from huxing.chain.report.waterfall import waterfall_panels
from huxing.core.errors import HuxingError

MOST_LINKS = 6
"""Links whose curves and budgets are drawn; the artefacts have all."""
MOST_PANELS = 8
"""Maps, and days: two cases of four links."""


def links_section(connection: Connection, cases: Sequence[Case]) -> dict[str, Any]:
    """What the template shows of links.

    Args:
        connection: artefacts.
        cases: of the run.

    Returns:
        Statements, tables, panels and sentences.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_artefacts.
    """
    records = connection.records
    days, worlds = link_days(connection, cases), world_links(connection, cases)
    drawn_days, drawn_worlds = abreast(days, MOST_PANELS), side_by_side(worlds, MOST_PANELS)
    few = records[:MOST_LINKS]
    return {
        "in_short": links_in_short(days),
        "answers": link_answers(days),
        "tables": link_tables(records, days),
        "span": duration(connection.span_s),
        "step": f"{connection.step_s:g}\u00a0s" if is_known(connection.step_s) else UNKNOWN,
        "rates": {
            "panels": rate_panels(connection, few),
            "left_out": _left_out(len(records), len(few), "link", "links"),
        },
        "map": {
            "panels": availability_panels(drawn_worlds),
            "legend": availability_legend(),
            "left_out": _left_out(len(worlds), len(drawn_worlds), "map", "maps"),
            "grid": _grid(connection),
        },
        "day": {
            "panels": day_panels(drawn_days),
            "legend": availability_legend("day-availability-key"),
            "left_out": _left_out(len(first_station(days)), len(drawn_days), "case of a link", "cases of links"),
        },
        "budgets": {
            "panels": waterfall_panels(connection, few, 2 * MOST_LINKS),
            "tables": budget_tables(connection, few),
            "left_out": _left_out(len(records), len(few), "link", "links"),
        },
        "lasers": laser_rows(connection, cases),
        "sources": end_sources(connection),
        "climate": climate_words(connection),
        "instants": _instants(connection),
        "marks": connection.marks,
    }


def _left_out(total: int, shown: int, one: str, many: str) -> str:
    if total <= shown:
        return ""
    rest = counted(total - shown, f"more {one} is", f"more {many} are")
    return f"To stay readable this shows {shown} of {total:,}; {rest} left out here."


def _grid(connection: Connection) -> str:
    """Spacing of the world map."""
    spacing = connection.parameters.get("map_spacing_deg")
    return f"rings {spacing:g}° apart" if spacing else f"spacing {UNKNOWN}"


def _instants(connection: Connection) -> str:
    """At how many instants of a year the geometry was looked at."""
    instants = connection.parameters.get("map_instants")
    return f"{instants:,}" if instants else UNKNOWN


def climate_words(connection: Connection) -> str:
    """Which climate the weather comes from, and how far it can be off.

    Args:
        connection: artefacts.

    Returns:
        A sentence.

    Raises:
        Nothing of its own.

    Source:
        The stage's parameters; for the climatology by latitude huxing.link.atmosphere.zonal.
    """
    label, error = connection.climate, connection.climate_error or _zonal_error(connection)
    said = f"Weather: {label or UNKNOWN}."
    return f"{said} Against the ITU-R digital maps it has a {error}." if error else said


def _zonal_error(connection: Connection) -> str:
    choice = connection.parameters.get("climate")
    if not isinstance(choice, dict) or choice.get("source") != "zonal":
        return ""
    from huxing.link.atmosphere.zonal import zonal_error

    try:
        return zonal_error().text()
    except HuxingError:
        return f"error that is {UNKNOWN}"
