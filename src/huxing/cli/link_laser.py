"""`huxing link laser`: the budget between two laser terminals, and their rate against range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from huxing.cli.console import emit_json, emit_table, err
from huxing.cli.link_options import AsJson, in_options, number_list
from huxing.cli.link_table import aligned, budget_terms, emit_budget

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from huxing.link.budget import TableRow
    from huxing.link.laser import LaserBudget, LaserTerminal

MOST_COLUMNS = 8
"""Ranges whose terms stand side by side; of more only the rates are listed."""
LIGHT_OPTIONS = (
    "--wavelength-nm",
    "--transmit-power-w",
    "--divergence-urad",
    "--pointing-jitter-urad",
    "--aperture-m",
    "--photons-per-bit",
)
"""Figures that a budget needs and the catalogue may not know."""


def laser(
    transmitter: Annotated[str, typer.Option(help="Laser terminal of the catalogue; see `huxing link terminals`.")],
    receiver: Annotated[str | None, typer.Option(help="The same as the transmitter, if left out.")] = None,
    range_km: Annotated[
        list[str] | None, typer.Option(metavar="KM", help="5500, or 1000,2000 or 500:6000:500; again for more.")
    ] = None,
    line_rate_gbps: Annotated[
        float | None, typer.Option(help="Bit rate on the line; the modems', if left out.")
    ] = None,
    outage_percent: Annotated[
        float | None, typer.Option(help="Pointing loss of so much of the time; else its mean.")
    ] = None,
    margin_db: Annotated[float, typer.Option(help="That has to be left over for the rate.")] = 0.0,
    adaptive: Annotated[bool, typer.Option("--adaptive", help="Modems slow down where light is short.")] = False,
    wavelength_nm: Annotated[
        float | None, typer.Option(help="Where the catalogue does not know it, or instead.")
    ] = None,
    transmit_power_w: Annotated[float | None, typer.Option(help="Of the transmitter.")] = None,
    divergence_urad: Annotated[float | None, typer.Option(help="Of the transmitter: 1/e^2 half angle.")] = None,
    pointing_jitter_urad: Annotated[
        float | None, typer.Option(help="Of the transmitter: each axis, one sigma.")
    ] = None,
    aperture_m: Annotated[float | None, typer.Option(help="Of the receiver's telescope.")] = None,
    photons_per_bit: Annotated[float | None, typer.Option(help="That the receiver needs.")] = None,
    as_json: AsJson = False,
) -> None:
    """The light from one telescope to another: every term with its clause, margin, rate against range."""
    from huxing.link.laser import laser_rate, laser_terminal

    both = {"wavelength": (wavelength_nm, 1e-9), "rate": (line_rate_gbps, 1e9)}
    sending = {
        "transmit_power": (transmit_power_w, 1.0),
        "divergence": (divergence_urad, 1e-6),
        "pointing_jitter": (pointing_jitter_urad, 1e-6),
    }
    sender = laser_terminal(transmitter, **_given({**both, **sending}))
    taking = {"aperture": (aperture_m, 1.0), "photons_per_bit": (photons_per_bit, 1.0)}
    taker = laser_terminal(receiver or transmitter, **_given({**both, **taking}))
    ranges = number_list(range_km, "--range-km", "1000:6000:1000")
    outage = None if outage_percent is None else outage_percent / 100.0
    rates = laser_rate(sender, taker, ranges * 1e3, margin_db=margin_db, outage=outage, adaptive=adaptive)
    found = _budget(sender, taker, ranges * 1e3, outage)
    links = {"range_km": ranges, **_light(found), "rate_bit_per_s": rates}
    rows = [] if found is None else _rows(found, ranges.size)
    if as_json:
        ends = {"transmitter": sender.name, "receiver": taker.name, "sources": _sources(sender, taker)}
        emit_json({**ends, "outage_percent": outage_percent, "links": _listed(links), "terms": budget_terms(rows)})
    else:
        _show(sender, taker, rows, links)


def _budget(
    sender: LaserTerminal, taker: LaserTerminal, distance: NDArray[Any], outage: float | None
) -> LaserBudget | None:
    """The budget; None, said on stderr, where the catalogue knows a rate and a range but no light."""
    from huxing.core.errors import MissingDataError
    from huxing.link.laser import laser_budget

    try:
        return laser_budget(sender, taker, distance, outage=outage)
    except MissingDataError as error:
        err(f"no budget, only the stated rate up to the stated range: {in_options(str(error), LIGHT_OPTIONS)}")
        return None


def _light(found: LaserBudget | None) -> dict[str, NDArray[Any] | None]:
    names = ("received_power", "irradiance", "photons_per_bit", "margin_db")
    units = ("received_power_w", "irradiance_w_per_m2", "photons_per_bit", "margin_db")
    return {key: None if found is None else getattr(found, name) for key, name in zip(units, names, strict=True)}


def _rows(found: LaserBudget, ranges: int) -> list[TableRow]:
    """The rows of the budgets with a value for each range."""
    tables = [found.table(number) for number in range(ranges)]
    return [row._replace(values=tuple(table.rows[k].values[0] for table in tables)) for k, row in enumerate(tables[0])]


def _given(options: dict[str, tuple[float | None, float]]) -> dict[str, float]:
    """What the options give, in SI units."""
    return {name: value * unit for name, (value, unit) in options.items() if value is not None}


def _listed(links: dict[str, NDArray[Any] | None]) -> list[dict[str, Any]]:
    count = len(links["range_km"])  # type: ignore[arg-type]
    lists = [[None] * count if values is None else values.tolist() for values in links.values()]
    return [dict(zip(links, row, strict=True)) for row in zip(*lists, strict=True)]


def _sources(*ends: LaserTerminal) -> dict[str, str]:
    return {end.name: end.source for end in ends}


def _show(
    sender: LaserTerminal, taker: LaserTerminal, rows: list[TableRow], links: dict[str, NDArray[Any] | None]
) -> None:
    listed = _listed(links)
    title = f"{sender.name} to {taker.name}"
    if rows and len(listed) <= MOST_COLUMNS:
        emit_budget(title, rows, [f"{row['range_km']:g} km" for row in listed])
    cells = [[_cell(value, key) for key, value in row.items()] for row in listed]
    columns = ["range (km)", "received (nW)", "irradiance (uW/m2)", "photons per bit", "margin (dB)", "rate (Gbit/s)"]
    emit_table("" if rows and len(listed) <= MOST_COLUMNS else title, columns, aligned(cells, range(len(columns))))
    for name, source in _sources(sender, taker).items():
        print(f"{name}: {source}")


def _cell(value: float | None, key: str) -> str:
    forms = {"received_power_w": (",.1f", 1e9), "irradiance_w_per_m2": (",.1f", 1e6), "photons_per_bit": (",.0f", 1.0),
             "margin_db": (".2f", 1.0), "rate_bit_per_s": (".4g", 1e-9)}  # fmt: skip
    form, unit = forms.get(key, ("g", 1.0))
    return "-" if value is None else format(value * unit, form)
