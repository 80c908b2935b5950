"""`huxing link ntn`: 3GPP's satellite access - its study cases, or one link's delay, Doppler, timing and HARQ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huxing.cli.console import emit_json, emit_table, err
from huxing.cli.link_options import AsJson, Elevations, Extrapolate, number_list, require_word
from huxing.cli.link_table import NARROW, aligned, emit_budget, table_width

if TYPE_CHECKING:
    import pandas as pd

    from huxing.link.ntn import NtnBand

SPACING_KHZ = {"fr1": 15.0, "fr2": 120.0}
"""Subcarrier spacing taken where none is given, by the frequency range of the band (3GPP TS 38.101-5, 5.3)."""
CASE_COLUMNS = {
    "case": ("case", "s"),
    "direction": ("way", "s"),
    "parameter_set": ("set", "d"),
    "orbit": ("orbit", "s"),
    "terminal": ("terminal", "s"),
    "reuse_factor": ("reuse", "d"),
    "elevation_deg": ("elev. (deg)", ".1f"),
    "bandwidth_mhz": ("MHz", ".2f"),
    "eirp_dbw": ("EIRP (dBW)", ".1f"),
    "g_over_t_db_per_k": ("G/T (dB/K)", ".1f"),
    "free_space_db": ("free space", ".1f"),
    "atmospheric_db": ("gas", ".2f"),
    "shadowing_db": ("shadow", ".1f"),
    "scintillation_db": ("scint.", ".2f"),
    "cnr_db": ("CNR (dB)", ".2f"),
    "loss_status": ("losses are", "s"),
}
"""Columns of the study cases: heading and form; losses in dB."""
CHIEF_COLUMNS = ("case", "direction", "orbit", "terminal", "free_space_db", "cnr_db")
"""Those that a narrow terminal has room for."""
PUBLISHED = "tr38821_published"
PUBLISHED_COLUMNS = {"free_space_db": "free space, publ.", "cnr_db": "CNR, publ."}


def ntn(
    cases: Annotated[bool, typer.Option("--cases", help="The 60 link budgets of TR 38.821, 6.1.3.")] = False,
    losses: Annotated[
        str | None, typer.Option(metavar="tabulated|computed", help="Of --cases: as the report has them, or computed.")
    ] = None,
    altitude_km: Annotated[float, typer.Option(help="Of a circular orbit.")] = 600.0,
    elevation_deg: Elevations = None,
    band: Annotated[str, typer.Option(help="n254, n255, n256, n510, n511 or n512; its middle is taken.")] = "n256",
    downlink_ghz: Annotated[float | None, typer.Option(help="Carrier, instead of the band's middle.")] = None,
    uplink_ghz: Annotated[float | None, typer.Option(help="Carrier, instead of the band's middle.")] = None,
    scenario: Annotated[str, typer.Option(metavar="NAME", help="dense-urban, urban, suburban or rural.")] = "rural",
    payload: Annotated[str, typer.Option(metavar="transparent|regenerative", help="Where the gNB is.")] = "transparent",
    feeder_elevation_deg: Annotated[
        float | None, typer.Option(help="At the gateway; the terminal's, if left out.")
    ] = None,
    inclination_deg: Annotated[float | None, typer.Option(help="Of the orbit; then the Earth turns below it.")] = None,
    beam_diameter_km: Annotated[float | None, typer.Option(help="For what differs over a beam.")] = None,
    subcarrier_spacing_khz: Annotated[
        float | None, typer.Option(help="15 kHz, in Ka band 120 kHz, if left out.")
    ] = None,
    processes: Annotated[int, typer.Option(help="HARQ processes, 1 to 32.")] = 32,
    ephemeris_age_s: Annotated[float, typer.Option(help="Of the broadcast state when the terminal sends.")] = 10.0,
    position_error_m: Annotated[float, typer.Option(help="Of the terminal's GNSS.")] = 10.0,
    extrapolate: Extrapolate = False,
    as_json: AsJson = False,
) -> None:
    """Path loss, delay, Doppler, timing advance, what compensation leaves, HARQ; or with --cases the study cases."""
    if cases:
        _cases(losses or "tabulated", as_json)
        return
    _require_cases(losses)
    import numpy as np

    from huxing.link.ntn import ntn_band, ntn_summary

    where = ntn_band(band)
    spacing = SPACING_KHZ[where.range] if subcarrier_spacing_khz is None else subcarrier_spacing_khz
    elevations = number_list(elevation_deg, "--elevation-deg", "30")
    downlink, uplink = _carriers(where, downlink_ghz, uplink_ghz)
    tables = [
        ntn_summary(
            altitude=altitude_km * 1e3,
            elevation=float(np.radians(elevation)),
            downlink=downlink,
            uplink=uplink,
            scenario=scenario,  # type: ignore[arg-type]
            payload=payload,  # type: ignore[arg-type]
            feeder_elevation=None if feeder_elevation_deg is None else float(np.radians(feeder_elevation_deg)),
            inclination=None if inclination_deg is None else float(np.radians(inclination_deg)),
            beam_diameter=None if beam_diameter_km is None else beam_diameter_km * 1e3,
            subcarrier_spacing=spacing * 1e3,
            processes=processes,
            ephemeris_age=ephemeris_age_s,
            position_error=position_error_m,
            extrapolate=extrapolate,
        )
        for elevation in elevations
    ]
    given = {"altitude_km": altitude_km, "band": where.name, "scenario": scenario, "payload": payload,
             "downlink_hz": downlink, "uplink_hz": uplink, "subcarrier_spacing_hz": spacing * 1e3}  # fmt: skip
    _emit_summary(tables, elevations.tolist(), given, as_json)


def _require_cases(losses: str | None) -> None:
    from huxing.core.errors import InputError

    if losses is not None:
        raise InputError("--losses is of --cases; give --cases too", given=losses)


def _carriers(band: NtnBand, downlink_ghz: float | None, uplink_ghz: float | None) -> tuple[float, float]:
    given = ((band.downlink, downlink_ghz), (band.uplink, uplink_ghz))
    downlink, uplink = (sum(edges) / 2.0 if ghz is None else ghz * 1e9 for edges, ghz in given)
    return downlink, uplink


def _emit_summary(tables: list[pd.DataFrame], elevations: list[float], given: dict[str, Any], as_json: bool) -> None:
    from huxing.link.budget import TableRow

    first = tables[0]
    values = list(zip(*(table["value"].tolist() for table in tables), strict=True))
    if as_json:
        keys = ("quantity", "values", "unit", "source")
        columns = zip(first["quantity"], values, first["unit"], first["source"], strict=True)
        rows = [dict(zip(keys, row, strict=True)) for row in columns]
        emit_json({**given, "elevation_deg": elevations, "quantities": rows})
        return
    title = (
        f"{given['altitude_km']:g} km, {given['band']} ({given['downlink_hz'] / 1e9:.6g} GHz down, "
        f"{given['uplink_hz'] / 1e9:.6g} GHz up), {given['scenario']}, {given['payload']}"
    )
    headings = [f"{elevation:g} deg" for elevation in elevations]
    columns = zip(first["quantity"], values, first["unit"], first["source"], strict=True)
    emit_budget(
        title, [TableRow(name, "", row, unit, source, "", "fact") for name, row, unit, source in columns], headings
    )


def _cases(losses: str, as_json: bool) -> None:
    from huxing.link.ntn import ntn_case_table

    require_word(losses, "--losses", ("tabulated", "computed"))
    table = ntn_case_table(losses)  # type: ignore[arg-type]
    published = _published()
    records = [{**row, "published": published.get((row["case"], row["direction"]), {})}
               for row in table.to_dict(orient="records")]  # fmt: skip
    if as_json:
        emit_json({"losses": losses, "source": "3GPP TR 38.821 V16.2.0, 6.1.3", "cases": records})
        return
    wide = table_width() >= NARROW
    columns = {key: column for key, column in CASE_COLUMNS.items() if wide or key in CHIEF_COLUMNS}
    cells = [
        [
            *(format(row[key], form).removesuffix("link") for key, (_, form) in columns.items()),
            *(_known(row, key) for key in PUBLISHED_COLUMNS),
        ]
        for row in records
    ]
    headings = [heading for heading, _ in columns.values()]
    numeric = [i for i, (_, form) in enumerate(columns.values()) if form != "s"]
    numeric += [len(headings), len(headings) + 1]
    title = f"3GPP TR 38.821 V16.2.0, 6.1.3: {len(records)} link budgets, losses {losses}"
    emit_table(title, [*headings, *PUBLISHED_COLUMNS.values()], aligned(cells, numeric))
    if not wide:
        err("gains, bandwidths and the other losses need a wider terminal, or --json")
    known = sum(bool(row["published"]) for row in records)
    err(f"{known} of {len(records)} rows have published cells that are known to us (~: only bracketed); --json has all")


def _known(row: Mapping[Any, Any], key: str) -> str:
    """A published value; '~' marks one that is only bracketed."""
    cell = row["published"].get(key)
    return "-" if cell is None else f"{'~' if cell['status'] == 'bracketed' else ''}{cell['value']:g}"


def _published() -> dict[tuple[str, str], dict[str, dict[str, float | str]]]:
    from huxing.catalogue import standard_table

    table = standard_table(PUBLISHED)
    found: dict[tuple[str, str], dict[str, dict[str, float | str]]] = {}
    columns = [table.texts(name) for name in ("case", "direction", "quantity", "status")]
    for case, direction, quantity, status, value in zip(*columns, table.numbers("value").tolist(), strict=True):
        found.setdefault((case, direction), {})[quantity] = {"value": value, "status": status}
    return found
