"""How everything was computed, and from what: for the reader who wants to check, repeat or doubt it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from huxing.chain.report.cases import Case
from huxing.chain.report.numbers import day, duration, figure
from huxing.chain.report.run_record import Flight, RunRecord
from huxing.core.errors import HuxingError

_RADIO = (
    "Radio and laser links: a satellite in view at the lowest elevation counts as service; power, rain, interference "
    "and antenna pointing are not looked at.",
    "Capacity and traffic: how many users a satellite carries at once is not looked at.",
    "The way on: gateways, links between satellites, landing rights and handover are not looked at.",
)
_RADIO_WITH_LINKS = (
    "Links in coverage: there a satellite in view at the lowest elevation counts as service; what power and weather "
    "leave of it stands under Links, for one terminal alone with a whole carrier of a beam that points at it.",
    "Interference, and what satellites carry in truth: other beams, other systems and other users are not looked at; "
    "payloads are those that the scenario assumes.",
    "Capacity and traffic: how many users a satellite carries at once is not looked at.",
    "The way on: gateways, routes from satellite to satellite, landing rights and handover are not looked at.",
)
_WITH_NETWORKS = (
    *_RADIO_WITH_LINKS[:2],
    "Traffic in truth: cities ask in proportion to their people; who would buy what, and where on land and sea users "
    "are, is not known.",
    "Networks in truth: queues, protocols, processing on board, handover, landing rights and the Internet beyond a "
    "gateway are not looked at.",
)
_OTHERS = (
    "Terrain and buildings: the horizon is that of the ellipsoid; refraction is left out.",
    "Failures: satellites that stand in the data as on station count, whether or not they work.",
    "The future: a design is a case, not a forecast; nothing here says when it will fly.",
)


def limits(*, with_links: bool, with_networks: bool = False) -> tuple[str, ...]:
    """What is not modelled.

    Args:
        with_links: whether links were computed.
        with_networks: whether networks of them were computed.

    Returns:
        Sentences.

    Raises:
        Nothing of its own.

    Source:
        None: what the rooms leave out, in words.
    """
    radio = _WITH_NETWORKS if with_networks else _RADIO_WITH_LINKS if with_links else _RADIO
    return (*radio, *_OTHERS)


def constellation_sources(record: RunRecord, flight: Flight, cases: Sequence[Case]) -> list[dict[str, str]]:
    """Where the satellites of each case come from.

    Args:
        record: of the run.
        flight: artefacts.
        cases: rows.

    Returns:
        Cells: title, date, source, data date, method.

    Raises:
        Nothing of its own.

    Source:
        run.json; for rows of the catalogue, their own `source`.
    """
    files = {one.sha256: one.name for one in record.inputs}
    return [_source(case, flight, files, _written(record, case)) for case in cases]


def _written(record: RunRecord, case: Case) -> Mapping[str, Any]:
    """The constellation as the scenario writes it."""
    entries = (record.as_written.get("fly") or {}).get("constellations", [])
    return next((entry for entry in entries if entry.get("name") == case.constellation), {})


def _source(case: Case, flight: Flight, files: Mapping[str, str], written: Mapping[str, Any]) -> dict[str, str]:
    resolved = flight.constellation(case.constellation)
    row = {"title": case.title, "date": day(case.date, short=True)}
    if case.method == "sgp4":
        digest = (resolved.get("file") or {}).get("sha256", "")
        age = duration(float(resolved.get("max_age_s", float("nan"))))
        service = "all of them" if resolved.get("in_service") == "all" else "those on station"
        return row | {
            "source": f"Element sets of {files.get(digest, 'an unknown file')}",
            "data": f"Each satellite's newest set, at most {age} older than the date or 3{chr(160)}d younger",
            "method": f"SGP4, positions in ITRF; in service: {service}{_lost(case)}. {_orientation(case, flight)}",
        }
    return (
        row
        | _shell_source(case, written)
        | {"method": "Secular J2 (mean circular orbits turned by the Earth's flattening)"}
    )


def _lost(case: Case) -> str:
    if not case.without_state:
        return ""
    return f"; {case.without_state:,} without an SGP4 state at some time of the span, there not in view"


def _orientation(case: Case, flight: Flight) -> str:
    measured = flight.measured_until
    if measured is None:
        return "Whether predicted Earth orientation was used is unknown"
    end = case.date + np.timedelta64(round(flight.span_s), "s")
    values = "measured values" if end <= measured else "predicted values"
    return f"Earth orientation: {values} (measured until {day(measured, short=True)})"


def _shell_source(case: Case, written: Mapping[str, Any]) -> dict[str, str]:
    name = written.get("catalogue")
    part = "; of it, what the scenario says was deployed" if case.milestone in written.get("deployed", {}) else ""
    if not name:
        return {"source": f"Shells written in the scenario{part}", "data": "the scenario's own"}
    entry = _catalogue_design(name, written.get("design"))
    if entry is None:
        return {"source": f"Catalogue of huxing, '{name}'{part}", "data": "unknown"}
    unverified = f" Not confirmed by a source: {entry.unverified}" if entry.unverified else ""
    return {
        "source": f"Catalogue of huxing, '{name}', {entry.status}{part}. {entry.source}.{unverified}",
        "data": entry.as_of or "unknown",
    }


def _catalogue_design(name: str, design: str | None) -> Any:
    from huxing.catalogue import constellation

    try:
        return constellation(name, design).design
    except HuxingError:
        return None


def grids(flight: Flight) -> list[dict[str, str]]:
    """The grid of each area.

    Args:
        flight: artefacts.

    Returns:
        Cells: title, kind, spacing.

    Raises:
        Nothing of its own.

    Source:
        run.json: the areas as resolved.
    """
    kinds = {
        "polygon": "polygon", "latitude_band": "band of latitude", "route": "route along great circles",
        "points": "single places", "globe": "globe",
    }  # fmt: skip
    return [
        {
            "title": area["title"],
            "kind": kinds.get(area["shape"]["kind"], area["shape"]["kind"]),
            "spacing": f"{area['shape']['spacing_deg']:g}°" if area["shape"]["kind"] != "points" else "–",
        }
        for area in flight.areas
    ]


def stations(flight: Flight) -> list[dict[str, str]]:
    """Where each station stands.

    Args:
        flight: artefacts.

    Returns:
        Cells: title, position, height, lowest elevation.

    Raises:
        Nothing of its own.

    Source:
        run.json: the stations as resolved.
    """
    return [
        {
            "title": site["title"],
            "latitude": _side(site["latitude_deg"], "N", "S"),
            "longitude": _side(_east(site["longitude_deg"]), "E", "W"),
            "height": figure(float(site["height_m"]), 0),
            "elevation": f"{round(site['min_elevation_deg'], 2):g}",
        }
        for site in flight.sites
    ]


def _side(angle: float, positive: str, negative: str) -> str:
    return f"{abs(angle):.3f}° {positive if angle >= 0 else negative}"


def _east(longitude: float) -> float:
    return (longitude + 180.0) % 360.0 - 180.0
