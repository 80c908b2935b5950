"""`huxing link terminals|payloads|modcods`: what the catalogue and the standards have for a link."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huxing.cli.console import emit_json, emit_table, err
from huxing.cli.link_options import AsJson, number_list, require_word
from huxing.cli.link_table import NARROW, aligned, table_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huxing.catalogue import Payload, PayloadBand, Terminal, TerminalBand
    from huxing.link.modulation import ModcodSet

FAMILIES = ("dvb-s2x", "nr", "ccsds")
MODCOD_COLUMNS = {
    "name": "mode",
    "modulation": "modulation",
    "code_rate": "code rate",
    "spectral_efficiency_bit_per_symbol": "bit/symbol",
    "es_over_n0_db": "Es/N0 (dB)",
    "eb_over_n0_db": "Eb/N0 (dB)",
    "gap_to_shannon_db": "over Shannon (dB)",
    "basis": "Es/N0 is from",
}
_IN_DVB_NAMES = ("modulation", "code_rate")
_MOST_ROWS_WITH_NOTES = 3
_LONG = 80
"""Characters of a source from which on it stands below its table; in a narrow terminal `_SHORT`."""
_SHORT = 20


def terminals(
    name: Annotated[list[str] | None, typer.Argument(help="Which; all, if left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """Terminals of the catalogue: phones, dishes, ships, laser heads; what kind of fact they are, and from where."""
    from huxing.catalogue import terminal, terminal_names

    rows = [terminal(one) for one in name or terminal_names()]
    if as_json:
        emit_json([asdict(row) for row in rows])
        return
    cells = [[row.name, row.kind, _ways(row), row.status, row.title] for row in rows]
    emit_table("", ["terminal", "kind", "bands (MHz)", "status", "what it is"], cells)
    _print_sources(rows)


def payloads(
    name: Annotated[list[str] | None, typer.Argument(help="Which; all, if left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """Satellite payloads of the catalogue: bands, altitude, what kind of fact they are, and from where."""
    from huxing.catalogue import payload, payload_names

    rows = [payload(one) for one in name or payload_names()]
    if as_json:
        emit_json([asdict(row) for row in rows])
        return
    cells = [
        [row.name, "any" if row.altitude_km is None else f"{row.altitude_km:g}", _ways(row), row.status, row.title]
        for row in rows
    ]
    emit_table("", ["payload", "altitude (km)", "bands (MHz)", "status", "what it is"], aligned(cells, [1]))
    _print_sources(rows)


def modcods(
    family: Annotated[str, typer.Argument(metavar="dvb-s2x|nr|ccsds", help="Of modulation and coding.")] = "dvb-s2x",
    es_over_n0_db: Annotated[
        list[str] | None, typer.Option(metavar="DB", help="Say which mode each such Es/N0 carries: 0,5,10.")
    ] = None,
    margin_db: Annotated[float, typer.Option(help="Kept free over each threshold.")] = 0.0,
    pilots: Annotated[bool, typer.Option("--pilots", help="DVB-S2X with pilots.")] = False,
    frame: Annotated[str, typer.Option(metavar="normal|short", help="FECFRAME of DVB-S2.")] = "normal",
    table: Annotated[int, typer.Option(help="MCS table of NR: 1, 2 or 3.")] = 1,
    gap_db: Annotated[float | None, typer.Option(help="What NR needs over Shannon's bound; 2 dB, if left out.")] = None,
    error_rate: Annotated[float, typer.Option(help="Bit error rate that a CCSDS code is asked for.")] = 1e-5,
    as_json: AsJson = False,
) -> None:
    """Modulation and coding: efficiency, the Es/N0 that each mode needs, and from which table or model that is."""
    require_word(family, "family", FAMILIES)
    if family == "ccsds":
        _show_ccsds(error_rate, as_json)
        return
    found = _modcods(family, pilots, frame, table, gap_db)
    if es_over_n0_db is not None:
        _show_choice(found, es_over_n0_db, margin_db, as_json)
        return
    rows = [
        {
            "name": one.name,
            "standard": one.standard,
            "modulation": one.modulation,
            "code_rate": str(one.code_rate),
            "spectral_efficiency_bit_per_symbol": one.spectral_efficiency,
            "es_over_n0_db": float(one.es_over_n0.db),
            "eb_over_n0_db": float(one.eb_over_n0.db),
            "gap_to_shannon_db": one.gap_db,
            "basis": one.basis,
        }
        for one in found
    ]
    shown = MODCOD_COLUMNS if family == "nr" else {k: v for k, v in MODCOD_COLUMNS.items() if k not in _IN_DVB_NAMES}
    _emit(rows, shown, as_json)


def _modcods(family: str, pilots: bool, frame: str, table: int, gap_db: float | None) -> ModcodSet:
    from huxing.link.modulation import GapToShannon, dvb_modcods, nr_modcods

    if family == "dvb-s2x":
        return dvb_modcods(pilots=pilots, frame=frame)
    from huxing.link.budget.waveform import NR_GAP_DB

    return nr_modcods(table, GapToShannon(NR_GAP_DB if gap_db is None else gap_db))


def _show_choice(found: ModcodSet, es_over_n0_db: list[str], margin_db: float, as_json: bool) -> None:
    from huxing.link.modulation import choose_modcod
    from huxing.link.ratios import SymbolEnergyToNoise

    ratios = number_list(es_over_n0_db, "--es-over-n0-db")
    choice = choose_modcod(found, SymbolEnergyToNoise(ratios), margin_db=margin_db)
    columns = (ratios.tolist(), choice.index.tolist(), choice.spectral_efficiency.tolist())
    rows = [
        {
            "es_over_n0_db": ratio,
            "mode": found.names[index] if index >= 0 else None,
            "spectral_efficiency_bit_per_symbol": efficiency,
        }
        for ratio, index, efficiency in zip(*columns, strict=True)
    ]
    headings = ("Es/N0 (dB)", "mode", "bit/symbol")
    _emit(rows, dict(zip(rows[0], headings, strict=True)), as_json)


def _show_ccsds(error_rate: float, as_json: bool) -> None:
    from huxing.core.errors import MissingDataError, ModelRangeError
    from huxing.link.modulation import ccsds_codes

    rows, unknown = [], []
    for code in ccsds_codes():
        try:
            needed = float(code.required_eb_over_n0(error_rate).db)
        except MissingDataError:
            needed = None
            unknown.append(code.name)
        except ModelRangeError:
            if not 0.0 < error_rate < 1.0:
                raise
            needed = None
            unknown.append(code.name)
        rows.append(
            {
                "name": code.name,
                "family": code.family,
                "information_bits": code.information_bits,
                "coded_bits": code.coded_bits,
                "code_rate": code.code_rate,
                "eb_over_n0_db": needed,
                "basis": code.basis if needed is not None else None,
            }
        )
    columns = {"name": "code", "information_bits": "data bits", "coded_bits": "coded bits", "code_rate": "rate",
               "eb_over_n0_db": f"Eb/N0 (dB) for {error_rate:g}", "basis": "Eb/N0 is from"}  # fmt: skip
    _emit(rows, columns, as_json)
    if unknown:
        err(f"no public figure at a bit error rate of {error_rate:g} is known for {len(unknown)} of {len(rows)} codes")


def _emit(rows: list[dict[str, Any]], columns: dict[str, str], as_json: bool) -> None:
    """All of the rows as JSON, or the columns chosen, by their headings, as a table."""
    if as_json:
        emit_json(rows)
        return
    most = _LONG if table_width() >= NARROW else _SHORT
    last = dict.fromkeys(row[list(columns)[-1]] for row in rows)
    long = [text for text in last if isinstance(text, str) and len(text) > most]
    cells = [[_cell(row[key], long) for key in columns] for row in rows]
    numeric = [i for i, key in enumerate(columns) if isinstance(rows[0][key], int | float)]
    emit_table("", list(columns.values()), aligned(cells, numeric))
    for number, text in enumerate(long, 1):
        print(f"[{number}] {text}")


def _cell(value: Any, long: list[str]) -> object:
    """A cell; of a long text its number in the list below the table."""
    if value in long:
        return f"[{long.index(value) + 1}]"
    return f"{value:.3f}" if isinstance(value, float) else "-" if value is None else value


def _ways(row: Terminal | Payload) -> str:
    lines = [_band(band) for band in row.bands]
    if getattr(row, "laser", None) is not None:
        lines.append("laser")
    return "\n".join(lines)


def _band(band: TerminalBand | PayloadBand) -> str:
    both = ("uplink_mhz", "downlink_mhz") if hasattr(band, "uplink_mhz") else ("transmit_mhz", "receive_mhz")
    edges = [getattr(band, key) for key in both]
    ways = [f"{word} {low:g}-{high:g}" for word, (low, high) in
            ((w, e) for w, e in zip(("up", "down"), edges, strict=True) if e is not None)]  # fmt: skip
    return f"{band.name}: {', '.join(ways)}"


def _print_sources(rows: Sequence[Terminal | Payload]) -> None:
    for row in rows:
        print(f"{row.name} ({row.status}): {row.source}")
        if len(rows) <= _MOST_ROWS_WITH_NOTES:
            for word, text in (("note", row.note), ("unverified", row.unverified)):
                if text:
                    print(f"  {word}: {text}")
