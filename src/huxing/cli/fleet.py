"""`huxing fleet`: what is really up there, beside the design."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huxing.cli.console import emit_json, emit_table, err

if TYPE_CHECKING:
    import pandas as pd

    from huxing.core.schema import TableSchema
    from huxing.orbit.constellation import Constellation
    from huxing.orbit.element_sets import ElementSets
    from huxing.orbit.fleet import Fleet

_LONG_READ_BYTES = 1_000_000
"""From this size on a file takes seconds to read: 14,000 sets in OMM are 6 MB, gzipped 1 MB."""


def fleet(
    file: Annotated[Path, typer.Argument(help="Element sets (OMM or TLE, gzip too), one or many a satellite.")],
    constellation: Annotated[
        str | None, typer.Option(help="A constellation of the catalogue: its satellites and its design.")
    ] = None,
    design: Annotated[str | None, typer.Option(help="Which of its designs, for example filed.")] = None,
    name: Annotated[
        str | None,
        typer.Option(help="Satellites by name, for example 'QIANFAN*'; the constellation's own if left out."),
    ] = None,
    history: Annotated[
        Path | None, typer.Option(help="Older element sets: they tell who climbs, and how fast.")
    ] = None,
    date: Annotated[str | None, typer.Option(help="UTC date of the analysis; the newest epoch if left out.")] = None,
    rows: Annotated[int, typer.Option(min=0, help="Rows of the table of planes; 0 shows all.")] = 40,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Find shells, planes, satellites on station and satellites on their way, and compare them with the design."""
    from huxing.core.errors import InputError
    from huxing.orbit.fleet import analyse_fleet

    if design is not None and constellation is None:
        raise InputError("--design chooses among a constellation's designs; give --constellation too", given=design)
    own_pattern, planned = _design(constellation, design)
    pattern = name or own_pattern
    if planned is not None and not pattern:
        raise InputError(
            f"the catalogue has no name pattern for {planned.name}; choose its satellites with --name",
            given=constellation,
        )
    sets = _select(file, pattern)
    past = _history_of(sets, history)
    found = analyse_fleet(sets, planned, date=date, history=past)
    if found.left_out:
        err(f"{found.left_out} satellites have no set within 30 days before {str(found.date)[:10]} and are left out.")
    if as_json:
        emit_json(_document(found, sets, past))
    else:
        _print(found, sets, past, rows)


def _design(constellation: str | None, design: str | None) -> tuple[str | None, Constellation | None]:
    """The name pattern and the orbits of a constellation of the catalogue."""
    if constellation is None:
        return None, None
    from huxing.catalogue import constellation as constellation_entry
    from huxing.orbit.designs import constellation_from_entry

    entry = constellation_entry(constellation, design)
    return entry.name_pattern or None, constellation_from_entry(entry)


def _select(file: Path, pattern: str | None) -> ElementSets:
    from huxing.core.errors import InputError
    from huxing.orbit.selection import commonest_names

    sets = _read(file)
    if not len(sets):
        raise InputError(f"{file} holds no element sets; give a file that holds the fleet's", given=str(file))
    chosen = sets.select(name=pattern) if pattern else sets
    if not len(chosen):
        raise InputError(
            f"{file}: no satellite is named {pattern}; the names in it are {commonest_names(sets)}. "
            "Choose with --name.",
            given=pattern,
        )
    return chosen


def _read(file: Path) -> ElementSets:
    """The sets of a file; of a large one it is said that it is being read."""
    from huxing.orbit.formats import read_elements

    size = file.stat().st_size if file.is_file() else 0
    if size >= _LONG_READ_BYTES:
        err(f"Reading {file}, {size / 1e6:.1f} MB")
    return read_elements(file)


def _history_of(sets: ElementSets, history: Path | None) -> ElementSets | None:
    if history is None:
        return None
    import numpy as np

    older = _read(history)
    older = older[np.isin(older.norad_id, sets.norad_id)]
    if not len(older):
        err(f"{history} holds none of these satellites; rates are those of the elements themselves.")
        return None
    return older


def _document(fleet: Fleet, sets: ElementSets, history: ElementSets | None) -> dict[str, Any]:
    from huxing.orbit.fleet_status import STATUSES
    from huxing.orbit.fleet_summary import raising_progress
    from huxing.orbit.fleet_tables import FLEET_PLANES, FLEET_SATELLITES, FLEET_SHELLS, RAISING_PROGRESS

    return {
        "summary": fleet.summary(),
        "name": fleet.name,
        "date": fleet.date,
        "left_out": fleet.left_out,
        "status": {status: fleet.count(status) for status in STATUSES},
        "shells": _at_the_edge(FLEET_SHELLS, fleet.shells),
        "planes": _at_the_edge(FLEET_PLANES, fleet.planes),
        "raising": _at_the_edge(RAISING_PROGRESS, raising_progress(fleet)),
        "station_keeping": _keeping(fleet, sets, history),
        "satellites": _at_the_edge(FLEET_SATELLITES, fleet.satellites),
    }


def _at_the_edge(schema: TableSchema, table: pd.DataFrame) -> pd.DataFrame:
    """Columns in metres and radians as kilometres and degrees, their names saying so."""
    import numpy as np

    shown = table.copy()
    for column in schema.columns:
        if column.unit == "rad":
            shown[column.name] = np.degrees(shown[column.name])
        elif column.unit == "m":
            shown[column.name] = shown[column.name] / 1e3
    endings = {"rad": "_deg", "m": "_km"}
    return shown.rename(columns={c.name: c.name + endings.get(c.unit, "") for c in schema.columns})


def _keeping(fleet: Fleet, sets: ElementSets, history: ElementSets | None) -> list[dict[str, Any]]:
    """Station keeping of each shell in the last 30 days of the history."""
    from huxing.orbit.fleet_history import fleet_history, station_keeping

    table = fleet_history(sets if history is None else history)
    rows = []
    for shell in fleet.shells.to_dict(orient="records"):
        kept = station_keeping(table, altitude=shell["station_altitude"], inclination=shell["station_inclination"])
        if kept.satellites:
            row = {"shell": shell["name"], "satellites": kept.satellites, "span_m": kept.span}
            rows.append({**row, "slope_m_per_day": kept.slope_m_per_day})
    return rows


def _print(fleet: Fleet, sets: ElementSets, history: ElementSets | None, most_rows: int) -> None:
    print(fleet.summary())
    print(f"{fleet.name}, {str(fleet.date)[:19]} UTC")
    _print_planes(fleet, most_rows)
    _print_shells(fleet)
    _print_raising(fleet)
    rows = [
        [row["shell"], row["satellites"], _round(row["span_m"], 1), _round(row["slope_m_per_day"], 2)]
        for row in _keeping(fleet, sets, history)
    ]
    if rows:
        headings = ["shell", "satellites", "2-98 % span of the semi-major axis (m)", "slope (m/day)"]
        emit_table("Station keeping, last 30 days of the history", headings, rows)


def _print_planes(fleet: Fleet, most_rows: int) -> None:
    from huxing.orbit.fleet_tables import FLEET_PLANES

    headings = ["shell", "node (deg)", "satellites", "on station", "designed", "design plane", "offset (deg)"]
    headings += ["altitude (km)", "width (deg)", "slots", "irregularity (deg)"]
    rows = [
        [
            fleet.shells["name"][row["shell"]],
            _round(row["raan_deg"], 2),
            row["satellites"],
            row["on_station"],
            row["designed"] or None,
            row["design_plane"] + 1 if row["design_plane"] >= 0 else None,
            _round(row["offset_deg"], 2),
            _round(row["altitude_km"], 1),
            _round(row["width_deg"], 2),
            row["slots"],
            _round(row["irregularity_deg"], 2),
        ]
        for row in _at_the_edge(FLEET_PLANES, fleet.planes).to_dict(orient="records")
    ]
    shown = rows[: most_rows or None]
    emit_table("Planes", headings, shown)
    if len(shown) < len(rows):
        err(f"{len(shown)} of {len(rows)} planes shown; --rows 0 shows all")


def _print_shells(fleet: Fleet) -> None:
    from huxing.orbit.fleet_tables import FLEET_SHELLS

    headings = ["shell", "designed (km, deg)", "flown (km, deg)", "planes", "satellites", "on station", "turn (deg)"]
    rows = [
        [
            row["name"],
            _orbit(row["altitude_km"], row["inclination_deg"]) if row["designed"] else None,
            _orbit(row["station_altitude_km"], row["station_inclination_deg"]),
            f"{row['planes']} of {row['design_planes']}" if row["designed"] else str(row["planes"]),
            row["satellites"],
            _of(row["on_station"], row["designed"]) if row["designed"] else str(row["on_station"]),
            _round(row["turn_deg"], 2),
        ]
        for row in _at_the_edge(FLEET_SHELLS, fleet.shells).to_dict(orient="records")
    ]
    emit_table("Shells", headings, rows)


def _print_raising(fleet: Fleet) -> None:
    from huxing.orbit.fleet_summary import raising_progress
    from huxing.orbit.fleet_tables import RAISING_PROGRESS

    rows = [
        [
            row["launch"],
            row["satellites"],
            row["on_station"],
            row["raising"],
            row["elsewhere"],
            f"{row['lowest_altitude_km']:.0f} - {row['highest_altitude_km']:.0f}",
            _round(row["rate_m_per_day"] / 1e3, 2),
            _round(row["days_to_station"], 1),
        ]
        for row in _at_the_edge(RAISING_PROGRESS, raising_progress(fleet)).to_dict(orient="records")
    ]
    if rows:
        headings = ["launch", "satellites", "on station", "raising", "elsewhere", "off station at (km)"]
        emit_table("Raising, by launch", [*headings, "two-week trend (km/day)", "days to station"], rows)


def _of(number: int, designed: int) -> str:
    return f"{number} of {designed}" if number <= designed else f"{number}: {number - designed} over {designed}"


def _orbit(altitude_km: float, inclination_deg: float) -> str | None:
    return f"{altitude_km:.1f}, {inclination_deg:.2f}" if math.isfinite(altitude_km) else None


def _round(value: float, digits: int) -> float | None:
    """Rounded, without a negative zero; None for a missing number."""
    return round(float(value), digits) + 0.0 if math.isfinite(value) else None
