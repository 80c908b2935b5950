"""The page: what stands where, put together from figures, tables and sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from huxing.chain.report import methods, tables
from huxing.chain.report.answer import answers, at_a_glance
from huxing.chain.report.cases import MOST_PANELS, Case, all_cases, chosen, labelled_notes, left_out, newest
from huxing.chain.report.connection_record import Connection
from huxing.chain.report.gaps import MOST_AREAS, gap_panels
from huxing.chain.report.glossary import GLOSSARY
from huxing.chain.report.latitude_time import latitude_legend, latitude_panels
from huxing.chain.report.links import links_section
from huxing.chain.report.map import map_legend, map_panels
from huxing.chain.report.network_record import Networks
from huxing.chain.report.networks import networks_section
from huxing.chain.report.numbers import counted, day, degrees, duration, listed
from huxing.chain.report.passes import CLASSES, best_passes, pass_panels, passes_over
from huxing.chain.report.planes import plane_panels
from huxing.chain.report.raising import is_moving, raising_panels, raising_summary
from huxing.chain.report.run_record import Flight, RunRecord
from huxing.chain.report.statuses import status_counts, status_mark
from huxing.chain.stages.fly_datasets import lost_notices

_HERE = Path(__file__).parent


def environment() -> Environment:
    """The templates of the report.

    Returns:
        An environment in which every value is escaped and every unknown name is an error.

    Raises:
        Nothing of its own.

    Source:
        jinja2.
    """
    made = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals |= {"day": day, "duration": duration, "degrees": degrees, "counted": counted}
    return made


def page_of(
    record: RunRecord, flight: Flight | None, connection: Connection | None = None, networks: Networks | None = None
) -> str:
    """The whole page.

    Args:
        record: of the run.
        flight: artefacts of the stage `fly`; None where it was not run.
        connection: artefacts of the stage `connect`; None where it was not run.
        networks: its artefacts about networks; None where there is none.

    Returns:
        HTML, self-contained.

    Raises:
        Nothing of its own.

    Source:
        WHATWG HTML; templates by jinja2 with every value escaped.
    """
    style = Markup((_HERE / "style.css").read_text(encoding="utf-8"))  # noqa: S704 - a file of this package
    cases = all_cases(flight) if flight is not None else ()
    sections = {
        "fly": _sections(record, flight, cases) if flight is not None else None,
        "links": links_section(connection, cases) if connection is not None else None,
        "networks": networks_section(networks, cases) if networks is not None else None,
    }
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            run=record,
            style=style,
            why_no_fly=record.why_not_run("fly"),
            why_no_links=record.why_not_run("connect"),
            glossary=GLOSSARY,
            limits=methods.limits(with_links=connection is not None, with_networks=networks is not None),
            **sections,
        )
    )


def _sections(record: RunRecord, flight: Flight, cases: tuple[Case, ...]) -> dict[str, Any]:
    latest = newest(cases)
    shown = chosen(cases)
    return {
        "span": duration(flight.span_s),
        "step": f"{flight.step_s:g}\u00a0s",
        "elevations": listed(sorted({case.elevation for case in cases}, key=lambda text: float(text.rstrip("°"))))
        if cases
        else "",
        "map_spacing": f"{flight.parameters.get('map_spacing_deg', float('nan')):g}°",
        "profile_step": duration(float(flight.parameters.get("profile_step_s", "nan"))),
        "answers": answers(flight, cases),
        "glance": at_a_glance(flight, latest[:MOST_PANELS]),
        "glance_left_out": left_out(latest, latest[:MOST_PANELS]),
        "areas": [str(title) for title in flight.coverage["area_title"].to_numpy()],
        "map": {"panels": map_panels(flight, shown), "legend": map_legend(), "left_out": left_out(cases, shown)},
        "latitude": {
            "panels": latitude_panels(flight, shown),
            "legend": latitude_legend(),
            "left_out": left_out(cases, shown),
        },
        "gaps": {"panels": gap_panels(flight, shown), "left_out": left_out(cases, shown), "most_areas": MOST_AREAS},
        "fleet": _fleet(flight, cases),
        "raising": _raising(flight, latest),
        "passes": _passes(flight, latest),
        "statistics": tables.statistics(flight, cases),
        "methods": _methods(record, flight, cases),
        "notices": [*record.notices, *lost_notices({"coverage": flight.coverage})],
    }


def _fleet(flight: Flight, cases: tuple[Case, ...]) -> dict[str, Any]:
    compared = [case for case in cases if len(case.rows(flight.planes))]
    drawn = chosen(compared, 4)
    without = sorted({case.title for case in cases if case.is_observed and not len(case.rows(flight.planes))})
    rows = chosen(cases, 40)
    return {
        "rows": tables.fleet_rows(flight, rows),
        "rows_left_out": left_out(cases, rows),
        "notes": labelled_notes(rows),
        "panels": plane_panels(flight, drawn),
        "left_out": left_out(compared, drawn),
        "without_design": listed(without) if without else "",
        "statuses": _statuses(flight, drawn),
    }


def _statuses(flight: Flight, cases: tuple[Case, ...]) -> list[Any]:
    if not cases:
        return []
    return [status_mark(status) for status in status_counts(pd.concat([case.rows(flight.fleet) for case in cases]))]


def _raising(flight: Flight, latest: tuple[Case, ...]) -> dict[str, Any]:
    observed = [case for case in latest if case.is_observed]
    climbed = set(flight.raising["constellation"])
    moving = [case for case in observed if is_moving(case.rows(flight.fleet)) or case.constellation in climbed]
    moving_or_sets = [case for case in observed if case in moving or case.method == "sgp4"]
    patterns = sorted({case.title for case in observed if case.method == "j2"})
    drawn = chosen(moving, 3)
    return {
        "panels": raising_panels(flight, drawn),
        "left_out": left_out(moving, drawn),
        "summaries": [raising_summary(flight, case) for case in moving_or_sets[:MOST_PANELS]],
        "statuses": _statuses(flight, drawn),
        "patterns": listed(patterns, 4) if patterns else "",
        "observed": bool(observed),
    }


def _passes(flight: Flight, latest: tuple[Case, ...]) -> dict[str, Any]:
    sites = flight.sites
    with_passes = [case for case in latest if len(case.rows(flight.passes))]
    if not sites or not with_passes:
        return {"panels": [], "why": _why_no_passes(flight)}
    drawn = chosen(with_passes, 4)
    site = sites[0]
    best = [(case, best_passes(passes_over(flight, case, site["name"]), case.date)) for case in drawn]
    return {
        "why": "",
        "station": site["title"],
        "elevation": degrees(site["min_elevation_deg"]),
        "panels": pass_panels(flight, drawn, site["name"]),
        "classes": _classes(site["min_elevation_deg"]),
        "left_out": left_out(with_passes, drawn),
        "best": [{"case": case.label, "rows": rows} for case, rows in best if rows],
        "stations": tables.station_rows(flight, drawn),
    }


def _classes(lowest: float) -> list[dict[str, str]]:
    """The key of the timeline's colours, from the station's lowest elevation on."""
    lowest = round(lowest, 2)
    return [
        {"text": f"{max(low, lowest):g}–{min(high, 90):g}°", "colour": colour}
        for low, high, colour in CLASSES
        if high > lowest
    ]


def _why_no_passes(flight: Flight) -> str:
    if not flight.sites:
        return "The scenario names no ground station, so no passes were computed."
    return "No constellation of this scenario lists passes (`passes: true`), or none passed over a station in the day."


def _methods(record: RunRecord, flight: Flight, cases: tuple[Case, ...]) -> dict[str, Any]:
    listed_cases = chosen(cases, 40)
    return {
        "sources": methods.constellation_sources(record, flight, listed_cases),
        "sources_left_out": left_out(cases, listed_cases),
        "grids": methods.grids(flight)[:60],
        "stations": methods.stations(flight)[:60],
        "earth_orientation": flight.parameters.get("earth_orientation") or "unknown",
    }
