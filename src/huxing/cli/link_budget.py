"""`huxing link budget`: every term of a radio link between a terminal and a satellite, with its clause."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huxing.cli.console import emit_json, emit_table, err
from huxing.cli.link_options import (
    CLIMATES,
    AsJson,
    ClimateName,
    Elevations,
    Exceedances,
    Extrapolate,
    Height,
    Latitude,
    Longitude,
    Place,
    StationText,
    named_numbers,
    number_list,
    read_climate,
    read_place,
    require_file,
    require_word,
)
from huxing.cli.link_table import aligned, budget_terms, emit_budget

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from huxing.link.budget import Budget, LinkOptions, RadioLink

DIRECTIONS = {"down": ("down",), "up": ("up",), "both": ("down", "up")}
MOST_COLUMNS = 12
"""Links whose terms stand side by side; of more only the results are listed."""


@dataclass(frozen=True, eq=False)
class Cases:
    """Elevations (deg) and exceedances (percent) of the links, `(link,)`; exceedances None without atmosphere."""

    elevation_deg: NDArray[Any]
    exceedance_percent: NDArray[Any] | None

    def headings(self) -> list[str]:
        """A heading for each link."""
        elevations = [f"{value:g} deg" for value in self.elevation_deg]
        if self.exceedance_percent is None or len(set(self.exceedance_percent.tolist())) == 1:
            return elevations
        return [f"{e}\n{p:g} %" for e, p in zip(elevations, self.exceedance_percent, strict=True)]


def budget(
    terminal: Annotated[str, typer.Option(help="Of the catalogue; `huxing link terminals` lists them.")],
    payload: Annotated[
        str, typer.Option("--payload", "--satellite", help="Of the catalogue; `huxing link payloads` lists them.")
    ],
    elevation_deg: Elevations = None,
    direction: Annotated[str, typer.Option(metavar="down|up|both", help="Down: the satellite sends.")] = "down",
    band: Annotated[str | None, typer.Option(help="Name of the band at either end, where several fit.")] = None,
    station: StationText = None,
    latitude_deg: Latitude = None,
    longitude_deg: Longitude = None,
    height_m: Height = None,
    exceedance_percent: Exceedances = None,
    climate: ClimateName = "auto",
    altitude_km: Annotated[float | None, typer.Option(help="Of the satellite; the payload's, if left out.")] = None,
    frequency_ghz: Annotated[float | None, typer.Option(help="The middle of the shared band, if left out.")] = None,
    bandwidth_mhz: Annotated[float | None, typer.Option(help="Of the carrier; the catalogue's, if left out.")] = None,
    beam: Annotated[str, typer.Option(metavar="steered|nadir", help="Where the satellite's beam points.")] = "steered",
    min_elevation_deg: Annotated[float | None, typer.Option(help="The terminal's, if left out.")] = None,
    eirp_dbw: Annotated[float | None, typer.Option(help="Of the transmitter, instead of the catalogue's.")] = None,
    g_over_t_db_per_k: Annotated[
        float | None, typer.Option(help="Of the receiver, instead of the catalogue's.")
    ] = None,
    implementation_loss_db: Annotated[float, typer.Option(help="Of modulator and demodulator.")] = 0.0,
    polarisation_loss_db: Annotated[float | None, typer.Option(help="By the two ends, if left out.")] = None,
    loss_db: Annotated[
        list[str] | None, typer.Option(metavar="NAME=DB", help="A further loss; again for more.")
    ] = None,
    c_over_i_db: Annotated[
        list[str] | None, typer.Option(metavar="NAME=DB", help="Carrier over an interference; again for more.")
    ] = None,
    extrapolate: Extrapolate = False,
    rows: Annotated[int, typer.Option(min=0, help="Links of a table of results; 0 shows all.")] = 40,
    out: Annotated[Path | None, typer.Option(help="Write all terms here, netCDF-4; one direction.")] = None,
    as_json: AsJson = False,
) -> None:
    """Every term of a radio link with its clause: EIRP, losses, atmosphere, G/T, C/N0, mode and rate.

    Without a place and an exceedance the atmosphere is not counted, and a row says so.
    """
    require_word(direction, "--direction", list(DIRECTIONS))
    require_word(beam, "--beam", ("steered", "nadir"))
    require_word(climate, "--climate", CLIMATES)
    require_file(out)
    cases = _cases(elevation_deg, exceedance_percent)
    place = read_place(station, latitude_deg, longitude_deg, height_m)
    _require_both(place, cases)
    _require_one_direction(direction, {"--out": out, "--eirp-dbw": eirp_dbw, "--g-over-t-db-per-k": g_over_t_db_per_k})
    options: LinkOptions = {
        "band": band,
        "altitude_km": altitude_km,
        "frequency_mhz": None if frequency_ghz is None else frequency_ghz * 1e3,
        "bandwidth_mhz": bandwidth_mhz,
        "min_elevation_deg": min_elevation_deg,
        "implementation_loss_db": implementation_loss_db,
        "polarisation_loss_db": polarisation_loss_db,
        "beam": beam,  # type: ignore[typeddict-item]
    }
    _add_given(options, loss_db, c_over_i_db, eirp_dbw, g_over_t_db_per_k)
    links = [_link(terminal, payload, way, options) for way in DIRECTIONS[direction]]
    budgets = [_budget(link, cases, place, climate, extrapolate) for link in links]
    if out is not None:
        _write(budgets[0], out)
    if as_json:
        documents = [_document(link, one, cases) for link, one in zip(links, budgets, strict=True)]
        emit_json({"terminal": terminal, "payload": payload, "place": place and place.document(), "budgets": documents})
        return
    for link, one in zip(links, budgets, strict=True):
        _show(link, one, cases, place, rows)


def _cases(elevation_deg: list[str] | None, exceedance_percent: list[str] | None) -> Cases:
    import numpy as np

    elevations = number_list(elevation_deg, "--elevation-deg", "30,60,90")
    if exceedance_percent is None:
        return Cases(elevations, None)
    shares = number_list(exceedance_percent, "--exceedance-percent")
    first, second = np.meshgrid(elevations, shares, indexing="ij")
    return Cases(first.ravel(), second.ravel())


def _require_both(place: Place | None, cases: Cases) -> None:
    from huxing.core.errors import InputError

    if (place is None) != (cases.exceedance_percent is None):
        raise InputError(
            "the atmosphere takes a place and a share of the year: give --station (or --latitude-deg and "
            "--longitude-deg) with --exceedance-percent, or neither"
        )


def _require_one_direction(direction: str, given: dict[str, Any]) -> None:
    from huxing.core.errors import InputError

    for option, value in given.items():
        if direction == "both" and value is not None:
            raise InputError(f"{option} is of one direction; give --direction down or up", given=direction)


def _add_given(
    options: LinkOptions,
    loss_db: list[str] | None,
    c_over_i_db: list[str] | None,
    eirp_dbw: float | None,
    g_over_t_db_per_k: float | None,
) -> None:
    from huxing.link.budget import Interferer, Loss, Receiver, Transmitter
    from huxing.link.ratios import CarrierToNoise

    options["losses"] = tuple(Loss(name, value) for name, value in named_numbers(loss_db, "--loss-db"))
    ratios = named_numbers(c_over_i_db, "--c-over-i-db")
    options["interference"] = tuple(Interferer(name, CarrierToNoise(value)) for name, value in ratios)
    if eirp_dbw is not None:
        options["transmitter"] = Transmitter(eirp_dbw=eirp_dbw)
    if g_over_t_db_per_k is not None:
        options["receiver"] = Receiver(g_over_t_db_per_k=g_over_t_db_per_k)


def _link(terminal: str, payload: str, direction: str, options: LinkOptions) -> RadioLink:
    from huxing.link.budget import radio_link

    return radio_link(terminal=terminal, satellite=payload, direction=direction, **options)  # type: ignore[arg-type]


def _budget(link: RadioLink, cases: Cases, place: Place | None, climate: str, extrapolate: bool) -> Budget:
    import numpy as np

    return link.budget(
        np.radians(cases.elevation_deg),
        site=place.site if place else None,
        exceedance=None if cases.exceedance_percent is None else cases.exceedance_percent / 100.0,
        climate=None if place is None else read_climate(climate),
        extrapolate=extrapolate,
    )


def _write(one: Budget, out: Path) -> None:
    from huxing.core.schema import write_netcdf

    write_netcdf(one.to_dataset(("link",)), out)
    err(f"All terms: {out}")


def _results(one: Budget, cases: Cases) -> list[dict[str, Any]]:
    """What comes out of each link; what a link does not have is None."""
    import numpy as np

    share = cases.exceedance_percent
    ratios = {
        "c_over_n0_db_hz": one.carrier_to_noise_density,
        "c_over_n_db": one.carrier_to_noise,
        "es_over_n0_db": one.symbol_energy_to_noise,
    }
    columns: dict[str, Any] = {
        "elevation_deg": cases.elevation_deg,
        "exceedance_percent": share,
        "linked": one.linked,
        **{key: None if ratio is None else ratio.db for key, ratio in ratios.items()},
        "margin_db": one.margin_db,
        "mode": one.modcod,
        "rate_bit_per_s": one.rate,
    }
    count = cases.elevation_deg.size
    lists = {k: [None] * count if v is None else np.broadcast_to(v, (count,)).tolist() for k, v in columns.items()}
    rows = [dict(zip(lists, values, strict=True)) for values in zip(*lists.values(), strict=True)]
    return [{**row, "mode": row["mode"] or None} for row in rows]


def _document(link: RadioLink, one: Budget, cases: Cases) -> dict[str, Any]:
    import numpy as np

    terms = budget_terms([row for place in range(cases.elevation_deg.size) for row in one.table(place)])
    per_link = len(one.table(0))
    rows = terms[:per_link]
    for number, row in enumerate(rows):
        row["values"] = [term["values"][0] for term in terms[number::per_link]]
        row["values"] = [None if isinstance(v, float) and not np.isfinite(v) else v for v in row["values"]]
    return {
        "link": link.name,
        "direction": link.direction,
        "frequency_hz": link.frequency,
        "links": _results(one, cases),
        "terms": rows,
        "waveform": one.waveform,
        "climate": one.climate,
        "extrapolated": list(one.extrapolated),
    }


def _show(link: RadioLink, one: Budget, cases: Cases, place: Place | None, rows: int) -> None:
    title = f"{link.name}, {link.frequency / 1e9:.6g} GHz" + (f", {place.name}" if place else "")
    share = cases.exceedance_percent
    if share is not None and len(set(share.tolist())) == 1:
        title += f", exceeded in {share[0]:g} % of an average year"
    if cases.elevation_deg.size <= MOST_COLUMNS:
        table = one.table()
        emit_budget(title, table.rows, cases.headings(), table.footnotes)
        return
    columns = [
        "elevation (deg)",
        "exceeded (%)",
        "C/N0 (dBHz)",
        "C/N (dB)",
        "Es/N0 (dB)",
        "margin (dB)",
        "mode",
        "rate (Mbit/s)",
    ]
    found = _results(one, cases)
    shown = found[:rows] if rows else found
    emit_table(title, columns, aligned([_result_cells(row) for row in shown], range(8)))
    if len(shown) < len(found):
        err(f"{len(found) - len(shown)} more; --rows 0 shows all, --json and --out give them as data")
    for line in (f"waveform: {one.waveform}" if one.waveform else "", *one.table(0).footnotes):
        if line:
            print(line)
    err(
        f"{cases.elevation_deg.size} links: results only; --json gives every term, and terms of up to {MOST_COLUMNS} "
        "links stand side by side"
    )


def _result_cells(row: dict[str, Any]) -> list[object]:
    def cell(key: str, form: str, unit: float = 1.0) -> str:
        return "-" if row[key] is None else format(row[key] / unit, form)

    ratios = [cell(key, ".2f") for key in ("c_over_n0_db_hz", "c_over_n_db", "es_over_n0_db", "margin_db")]
    mode = (row["mode"] or "none") if row["linked"] else "no link"
    return [
        cell("elevation_deg", "g"),
        cell("exceedance_percent", "g"),
        *ratios,
        mode,
        cell("rate_bit_per_s", ".3f", 1e6),
    ]
