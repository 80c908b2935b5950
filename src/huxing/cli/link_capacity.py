"""`huxing link capacity`: a beam-hopping plan for cells with demand, or a constellation's EPFD beside its limits."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huxing.cli.console import emit_json, emit_table, err
from huxing.cli.link_epfd import EpfdRequest, show_epfd
from huxing.cli.link_options import AsJson, Latitude, Longitude, StationText, require_word
from huxing.cli.link_table import aligned
from huxing.cli.station import coordinates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from huxing.link.capacity import HoppingFrame, HoppingPlan

CELL_COLUMNS = ("name", "latitude_deg", "longitude_deg", "demand_mbps")
MOST_BYTES = 16_000_000
MOST_SLOTS = 100_000
"""Of a hopping frame: each is planned and printed, and a frame is repeated, not long."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells of a file: names; latitude and longitude, rad; demand and, where the file has it, rate while lit, bit/s."""

    names: list[str]
    latitude: NDArray[Any]
    longitude: NDArray[Any]
    demand: NDArray[Any]
    rate: NDArray[Any] | None


def capacity(
    cells: Annotated[
        Path | None, typer.Argument(help="CSV: name, latitude_deg, longitude_deg, demand_mbps; rate_mbps if known.")
    ] = None,
    beams: Annotated[int | None, typer.Option(help="Cells that can be lit at once.")] = None,
    slots: Annotated[int, typer.Option(help="Of a hopping frame.")] = 32,
    separation_km: Annotated[float, typer.Option(help="Nearer cells are never lit together.")] = 0.0,
    objective: Annotated[
        str, typer.Option(metavar="served|satisfaction", help="All bits, or the worst cell.")
    ] = "served",
    rate_mbps: Annotated[float | None, typer.Option(help="Of a cell while it is lit.")] = None,
    terminal: Annotated[str | None, typer.Option(help="Instead of a rate: terminals of the cells.")] = None,
    payload: Annotated[
        str | None, typer.Option("--payload", "--satellite", help="And the satellite's payload.")
    ] = None,
    band: Annotated[str | None, typer.Option(help="Band of that link, where several fit.")] = None,
    satellite_at: Annotated[
        str | None, typer.Option(metavar="LAT,LON,KM", help="And where it is: deg, deg, altitude in km.")
    ] = None,
    epfd: Annotated[
        str | None, typer.Option(metavar="SOURCE", help="EPFD of this constellation or file instead.")
    ] = None,
    dish_m: Annotated[float | None, typer.Option(help="Dish of the geostationary earth station.")] = None,
    limits: Annotated[str, typer.Option(metavar="22-1A|22-1B|22-1C", help="Table of RR Article 22.")] = "22-1A",
    reference_bandwidth_khz: Annotated[float, typer.Option(help="Of the limit: 40 or 1000.")] = 40.0,
    eirp_dbw: Annotated[float | None, typer.Option(help="Of a beam at the station, in that bandwidth.")] = None,
    pfd_dbw_per_m2: Annotated[float | None, typer.Option(help="Or what every satellite puts on the ground.")] = None,
    station: StationText = None,
    latitude_deg: Latitude = None,
    longitude_deg: Longitude = None,
    gso_longitude_deg: Annotated[
        float | None, typer.Option(help="Of the arc it looks at; its own, if left out.")
    ] = None,
    exclusion_deg: Annotated[float, typer.Option(help="Satellites nearer to the arc are silent.")] = 0.0,
    min_elevation_deg: Annotated[float, typer.Option(help="Least elevation of a satellite that serves.")] = 25.0,
    most_satellites: Annotated[int | None, typer.Option(help="That serve on one frequency; all, if left out.")] = None,
    start: Annotated[str | None, typer.Option(help="UTC; the newest epoch, or the design's, if left out.")] = None,
    hours: Annotated[float, typer.Option(help="Length of the EPFD series.")] = 24.0,
    step_s: Annotated[float, typer.Option(help="Time step of the EPFD series.")] = 10.0,
    design: Annotated[str | None, typer.Option(help="Which design of a constellation of the catalogue.")] = None,
    name: Annotated[str | None, typer.Option(help="Choose satellites of a file by name, 'QIANFAN*'.")] = None,
    as_json: AsJson = False,
) -> None:
    """Which cells a satellite lights in each slot, and how near that is to the best; or --epfd: EPFD and its limit."""
    from huxing.core.errors import InputError

    if epfd is not None and cells is None:
        request = EpfdRequest(
            epfd, name, design, dish_m, limits, reference_bandwidth_khz * 1e3, eirp_dbw, pfd_dbw_per_m2, station,
            latitude_deg, longitude_deg, gso_longitude_deg, exclusion_deg, min_elevation_deg, most_satellites, start,
            hours, step_s,
        )  # fmt: skip
        show_epfd(request, as_json=as_json)
        return
    if cells is None or epfd is not None:
        raise InputError("give a file of cells for a beam-hopping plan, or --epfd SOURCE for an EPFD series")
    require_word(objective, "--objective", ("served", "satisfaction"))
    if beams is None:
        raise InputError("give --beams: how many cells can be lit at once")
    if slots > MOST_SLOTS:
        raise InputError(f"--slots {slots}: a frame has 1 to {MOST_SLOTS}; give fewer", given=slots)
    table = _read(cells)
    rate, elevation = _rate(table, rate_mbps, (terminal, payload, band), satellite_at)
    frame, plan = _plan(table, rate, beams, slots, separation_km, objective)
    if as_json:
        emit_json(_document(table, frame, plan, elevation))
    else:
        _show(cells.name, table, frame, plan, elevation)


def _read(path: Path) -> Cells:
    import numpy as np

    from huxing.core.errors import FormatError
    from huxing.core.files import read_bounded
    from huxing.orbit import Station

    try:
        text = read_bounded(path, limit_bytes=MOST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError("this is no UTF-8 text; give a CSV file", source=path) from error
    reader = csv.DictReader(text.splitlines(), skipinitialspace=True)
    missing = [column for column in CELL_COLUMNS if column not in (reader.fieldnames or ())]
    twice = {column for column in reader.fieldnames or () if (reader.fieldnames or ()).count(column) > 1}
    if twice:
        raise FormatError(f"column {', '.join(sorted(twice))} is there twice; give each once", source=path, line=1)
    if missing:
        raise FormatError(
            f"no column {', '.join(missing)}; a file of cells has {', '.join(CELL_COLUMNS)}", source=path, line=1
        )
    keys = [*CELL_COLUMNS[1:], *(["rate_mbps"] if "rate_mbps" in (reader.fieldnames or ()) else [])]
    rows: dict[str, list[float]] = {}
    for row in reader:
        label, line = str(row["name"]).strip(), reader.line_num
        if None in row:
            raise FormatError(f"cell '{label[:60]}': more fields than the head has", source=path, line=line)
        try:
            rows[label] = [float(row[key]) for key in keys] if label not in rows else []
        except (TypeError, ValueError) as error:
            raise FormatError(f"cell '{label[:60]}': {', '.join(keys)} are numbers", source=path, line=line) from error
        if not rows[label]:
            raise FormatError(f"a second cell '{label[:60]}'; give each its own name", source=path, line=line)
        Station.from_degrees(label, *rows[label][:2])  # says which place is none on the Earth
    if not rows:
        raise FormatError("no cells; give a row for each", source=path, line=1)
    columns = np.array(list(rows.values())).T
    rate = columns[3] * 1e6 if len(keys) > 3 else None
    return Cells(list(rows), np.radians(columns[0]), np.radians(columns[1]), columns[2] * 1e6, rate)


def _rate(
    table: Cells, rate_mbps: float | None, link: tuple[str | None, str | None, str | None], satellite_at: str | None
) -> tuple[Any, NDArray[Any] | None]:
    """Rate of each cell while lit, bit/s, and the elevation of the satellite there, where it is known."""
    from huxing.core.errors import InputError

    terminal, payload, _ = link
    linked = any(part is not None for part in (*link, satellite_at))
    if sum((rate_mbps is not None, linked, table.rate is not None)) != 1:
        raise InputError(
            "give the rate of a lit cell once: --rate-mbps, a column rate_mbps, or --terminal, --payload and "
            "--satellite-at"
        )
    if not linked:
        return (table.rate if rate_mbps is None else rate_mbps * 1e6), None
    if terminal is None or payload is None or satellite_at is None:
        raise InputError("the rate of a link takes --terminal, --payload and --satellite-at LAT,LON,KM together")
    return _link_rate(table, terminal, payload, link[2], satellite_at)


def _link_rate(
    table: Cells, terminal: str, payload: str, band: str | None, satellite_at: str
) -> tuple[NDArray[Any], NDArray[Any]]:
    import numpy as np

    from huxing.core.errors import InputError
    from huxing.core.geodesy import Geodetic, geodetic_to_itrf, topocentric
    from huxing.link.budget import radio_link

    place = coordinates(satellite_at)
    if len(place) != 3:
        raise InputError(f"--satellite-at '{satellite_at}': give LAT,LON,KM, as 31,121,600", given=satellite_at)
    link = radio_link(terminal=terminal, satellite=payload, band=band, altitude_km=float(place[2]))
    position = geodetic_to_itrf(np.radians(place[0]), np.radians(place[1]), place[2] * 1e3)
    seen = topocentric(Geodetic(table.latitude, table.longitude, np.zeros(len(table.names))), position)
    budget = link.budget(
        np.maximum(seen.elevation, 0.0), distance=seen.range, available=np.asarray(seen.elevation >= 0.0)
    )
    if budget.rate is None:
        raise InputError(f"'{terminal}' and '{payload}' name no modulation and coding; give --rate-mbps", given=payload)
    return budget.rate, seen.elevation


def _plan(
    table: Cells, rate: Any, beams: int, slots: int, separation_km: float, objective: str
) -> tuple[HoppingFrame, HoppingPlan]:
    from huxing.core.geodesy import geodetic_to_itrf
    from huxing.link.capacity import conflicts_by_distance, hopping_frame, hopping_plan

    apart = conflicts_by_distance(geodetic_to_itrf(table.latitude, table.longitude), separation_km * 1e3)
    frame = hopping_frame(table.demand, rate, beams=beams, slots=slots, conflicts=apart)
    return frame, hopping_plan(frame, objective=objective)  # type: ignore[arg-type]


def _per_cell(
    table: Cells, frame: HoppingFrame, plan: HoppingPlan, elevation: NDArray[Any] | None
) -> list[dict[str, Any]]:
    import numpy as np

    lit = np.bincount(plan.plan[plan.plan >= 0], minlength=len(table.names))
    angle = [None] * len(table.names) if elevation is None else np.degrees(elevation).tolist()
    columns = {
        "cell": table.names,
        "elevation_deg": angle,
        "demand_bit_per_s": frame.demand.tolist(),
        "rate_while_lit_bit_per_s": frame.rate.tolist(),
        "slots": lit.tolist(),
        "served_bit_per_s": plan.served.tolist(),
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _document(table: Cells, frame: HoppingFrame, plan: HoppingPlan, elevation: NDArray[Any] | None) -> dict[str, Any]:
    unit = "bit_per_s" if plan.objective == "served" else "share"
    return {
        "objective": plan.objective,
        f"value_{unit}": plan.value,
        f"bound_{unit}": plan.bound,
        "gap": plan.gap,
        "beams": frame.beams,
        "slots": frame.slots,
        "conflicting_pairs": len(frame.conflicts.pairs),
        "cells": _per_cell(table, frame, plan, elevation),
        "plan": [[table.names[cell] for cell in slot if cell >= 0] for slot in plan.plan.tolist()],
    }


def _show(file: str, table: Cells, frame: HoppingFrame, plan: HoppingPlan, elevation: NDArray[Any] | None) -> None:
    rows = []
    for row in _per_cell(table, frame, plan, elevation):
        rates = [
            f"{row[key] / 1e6:.2f}" for key in ("demand_bit_per_s", "rate_while_lit_bit_per_s", "served_bit_per_s")
        ]
        angle = "-" if row["elevation_deg"] is None else f"{row['elevation_deg']:.1f}"
        met = f"{100.0 * row['served_bit_per_s'] / row['demand_bit_per_s']:.1f}" if row["demand_bit_per_s"] else "-"
        rows.append([row["cell"], angle, *rates[:2], row["slots"], rates[2], met])
    columns = [
        "cell",
        "elevation (deg)",
        "demand (Mbit/s)",
        "while lit (Mbit/s)",
        "slots",
        "served (Mbit/s)",
        "met (%)",
    ]
    emit_table(f"{file}: {frame.beams} beams, {frame.slots} slots", columns, aligned(rows, (1, 2, 3, 5, 6)))
    if plan.objective == "served":
        print(f"served {plan.value / 1e6:.2f} of {frame.demand.sum() / 1e6:.2f} Mbit/s; no plan serves more than "
              f"{plan.bound / 1e6:.2f} Mbit/s: at most {100.0 * plan.gap:.2f} % below the best")  # fmt: skip
    else:
        print(f"every cell gets {100.0 * plan.value:.2f} % of its demand or more; no plan gives all more than "
              f"{100.0 * plan.bound:.2f} %: at most {100.0 * plan.gap:.2f} % below the best")  # fmt: skip
    err(
        f"{len(frame.conflicts.pairs)} pairs of cells are too near to be lit together; --json has the plan slot by slot"
    )
