"""A user's own table of links, such as the link IDs of VDE-SAT: CSV, read and checked."""

from __future__ import annotations

import csv
import math
from pathlib import Path

from huxing.core.errors import FormatError
from huxing.core.files import read_bounded
from huxing.link.maritime.links import DIRECTIONS, MODULATIONS, VdesLink

REQUIRED_COLUMNS = ("link_id", "direction", "modulation", "symbol_rate_baud", "bandwidth_khz", "code_rate", "source")
OPTIONAL_COLUMNS = ("spreading_factor", "required_es_n0_db")
_LIMIT_BYTES = 1 << 20
_MOST_ROWS = 1000


def read_link_table(path: str | Path) -> tuple[VdesLink, ...]:
    """Read a table of links.

    CSV in UTF-8 with a header; lines that begin with '#' are comments. Columns, in any order:

    - link_id: name of the link, unique, 'sat-20';
    - direction: ship-to-ship, ship-to-shore, shore-to-ship, ship-to-satellite or satellite-to-ship;
    - modulation: gmsk, bpsk, qpsk, pi/4-qpsk, 8psk, 16qam or 16apsk;
    - symbol_rate_baud: of data symbols, before spreading;
    - bandwidth_khz: of the channel; chips (symbols times spreading factor) must fit into it;
    - code_rate: above 0, at most 1;
    - source: document and table that the row was taken from;
    - spreading_factor (may be absent or empty: 1): chips per symbol;
    - required_es_n0_db (may be absent or empty: not known): of a data symbol.

    Args:
        path: the file.

    Returns:
        Links, in the order of the file.

    Raises:
        MissingDataError: the file is not there.
        TooLargeError: over 1 MiB.
        FormatError: it is not such a table; names file and line.

    Source:
        The project's own format.
    """
    content = read_bounded(path, limit_bytes=_LIMIT_BYTES)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(f"this is not UTF-8 (byte {error.start})", source=path) from error
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    if not lines:
        raise FormatError("the table is empty; its first line names the columns", source=path)
    if len(lines) > _MOST_ROWS + 1:
        raise FormatError(f"{len(lines) - 1} rows; at most {_MOST_ROWS}", source=path)
    number, header = lines[0]
    names = _columns(_cells(header, number, path), number, path)
    links: dict[str, VdesLink] = {}
    for number, line in lines[1:]:
        cells = _cells(line, number, path)
        if len(cells) != len(names):
            raise FormatError(f"{len(cells)} cells for {len(names)} columns", source=path, line=number)
        link = _link(dict(zip(names, cells, strict=True)), number, path)
        if link.name in links:
            raise FormatError(f"link_id '{link.name:.40}' is there twice", source=path, line=number)
        links[link.name] = link
    return tuple(links.values())


def _cells(line: str, number: int, path: str | Path) -> list[str]:
    try:
        (cells,) = csv.reader([line], strict=True)
    except csv.Error as error:
        raise FormatError(f"not a line of CSV ({error})", source=path, line=number) from error
    return [cell.strip() for cell in cells]


def _columns(names: list[str], number: int, path: str | Path) -> list[str]:
    known = (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS)
    missing = [name for name in REQUIRED_COLUMNS if name not in names]
    strange = [name for name in names if name not in known]
    if missing or strange or len(set(names)) < len(names):
        fault = f"no column {missing[0]}" if missing else f"unknown or repeated column '{(strange or names)[0]:.40}'"
        raise FormatError(f"{fault}; the columns are {', '.join(known)}", source=path, line=number)
    return names


def _link(row: dict[str, str], number: int, path: str | Path) -> VdesLink:
    def fail(message: str) -> FormatError:
        return FormatError(message, source=path, line=number)

    def figure(name: str, low: float, high: float) -> float:
        try:
            value = float(row[name])
        except ValueError as error:
            raise fail(f"{name} '{row[name]:.40}' is not a number") from error
        if not (math.isfinite(value) and low < value <= high):
            raise fail(f"{name} {value:g} is not above {low:g} and at most {high:g}")
        return value

    for name, allowed in (("direction", DIRECTIONS), ("modulation", tuple(MODULATIONS))):
        if row[name] not in allowed:
            raise fail(f"{name} '{row[name]:.40}' is none of {', '.join(allowed)}")
    for name in ("link_id", "source"):
        if not row[name]:
            raise fail(f"{name} is empty")
    symbol_rate, bandwidth = figure("symbol_rate_baud", 0.0, 1e6), 1e3 * figure("bandwidth_khz", 0.0, 1e3)
    spreading = figure("spreading_factor", 0.0, 4096.0) if row.get("spreading_factor") else 1.0
    if spreading != int(spreading):
        raise fail(f"spreading_factor {spreading:g} is not a whole number")
    if symbol_rate * spreading > bandwidth:
        raise fail(f"{symbol_rate * spreading:g} chips/s do not fit into {bandwidth:g} Hz")
    needed = figure("required_es_n0_db", -60.0, 60.0) if row.get("required_es_n0_db") else None
    return VdesLink(
        row["link_id"],
        row["direction"],
        row["modulation"],
        symbol_rate,
        bandwidth,
        figure("code_rate", 0.0, 1.0),
        int(spreading),
        needed,
        row["source"],
    )
