"""A user's own demand: a table of source, destination and rate, with or without times, from a file or a DataFrame."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import FormatError, InputError, TooLargeError
from huxing.core.files import read_bounded
from huxing.core.time import Times, as_times
from huxing.network.traffic.demand import MOST_BYTES, Demand
from huxing.network.traffic.places import require_unique

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("source", "destination", "rate_mbps")
LIMIT_BYTES = 512_000_000
_FIELD_LIMIT = 10_000


@dataclass(frozen=True, eq=False)
class TableVariation:
    """Demand that a table gives at times; each rate holds until the table's next time.

    Attributes:
        times: UTC, ascending, shape `(time,)`; the last ones hold as long as those before them.
        factor: rate over the mean of the flow, shape `(time, flow)`.
    """

    times: Times
    factor: NDArray[np.float64]

    def factors(self, times: Times, flow: NDArray[np.int64]) -> NDArray[np.float64]:
        """As `Variation.factors`; InputError before the table's first time or after its last."""
        end = self.times[-1] + (self.times[-1] - self.times[-2])
        outside = (times < self.times[0]) | (times >= end)
        if outside.any():
            raise InputError(
                f"demand is given from {self.times[0]!s:.19} until {end!s:.19}, not at {times[outside][0]!s:.19}",
                given=times[outside][0],
            )
        return self.factor[np.searchsorted(self.times, times, side="right") - 1][:, flow]


@dataclass
class _Row:
    """One row of a table, still as text or plain values, with its place in the file."""

    line: int
    source: str
    destination: str
    rate: Any
    time: Any


def read_demand(path: str | Path, *, places: Sequence[str] | None = None) -> Demand:
    """Read demand from a CSV or Parquet file.

    Args:
        path: `.parquet`, or else CSV in UTF-8 (gzip too) whose first line names the columns `source`, `destination`,
            `rate_mbps` and perhaps `time` (UTC, ISO 8601); further columns are ignored.
        places: names that may stand there, in the order of the answer's `names`; where left out, those of the file in
            order of appearance.

    Returns:
        Demand. With times, the rate is the mean over the table's times, a pair without a row at a time has 0 there, and
        each rate holds until the next time.

    Raises:
        FormatError: with file and line (of Parquet: row): a column is missing, a place that is not known, a place that
            sends to itself, a rate that is no number, negative or not finite, a pair that stands twice (at a time), a
            time that is none.
        MissingDataError: the file is not there.
        TooLargeError: over 512 MB, or flows times times over 4 GB.

    Source:
        The file's own numbers.
    """
    content = read_bounded(path, limit_bytes=LIMIT_BYTES)
    if content[:4] == b"PAR1":
        return demand_from_table(_parquet(content, path), places=places, source=str(path))
    return _demand(_csv_rows(content, str(path)), places, str(path))


def demand_from_table(table: pd.DataFrame, *, places: Sequence[str] | None = None, source: str = "<table>") -> Demand:
    """Demand of a DataFrame.

    Args:
        table: columns `source`, `destination`, `rate_mbps` and perhaps `time` (UTC); others are ignored.
        places: as in `read_demand`.
        source: its name in messages.

    Returns:
        As `read_demand`.

    Raises:
        FormatError: as `read_demand`, with the row, counted from 1.
        InputError: no DataFrame.
        TooLargeError: as `read_demand`.

    Source:
        The table's own numbers.
    """
    if not hasattr(table, "columns"):
        raise InputError(f"a DataFrame is wanted, given a {type(table).__name__}; read_demand reads files", given=table)
    columns = [str(name) for name in table.columns]
    _require_columns(columns, source, None)
    if not all(columns.count(name) == 1 for name in (*COLUMNS, *(["time"] if "time" in columns else []))):
        raise FormatError(f"a column stands twice in {', '.join(columns)[:120]}", source=source)
    values = [table[name].tolist() for name in COLUMNS]
    moments = table["time"].tolist() if "time" in columns else [None] * len(table)
    rows = [_Row(i + 1, *row) for i, row in enumerate(zip(*values, moments, strict=True))]
    return _demand(rows, places, source)


def _parquet(content: bytes, path: str | Path) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_table(io.BytesIO(content)).replace_schema_metadata(None).to_pandas()
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError) as error:
        raise FormatError(f"not a readable Parquet file ({error})", source=path) from error


def _csv_rows(content: bytes, source: str) -> list[_Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FormatError("not UTF-8 text; save the table as CSV in UTF-8", source=source, line=line) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[_Row] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        _require_columns(header, source, 1)
        place = [header.index(name) for name in COLUMNS]
        time = header.index("time") if "time" in header else None
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(header):
                raise FormatError(
                    f"{len(row)} values for {len(header)} columns; quote names that hold commas",
                    source=source,
                    line=reader.line_num,
                )
            one, other, rate = (row[i].strip()[:_FIELD_LIMIT] for i in place)
            rows.append(_Row(reader.line_num, one, other, rate, None if time is None else row[time].strip()))
    except csv.Error as error:
        raise FormatError(
            f"not a table of comma-separated values ({error})", source=source, line=reader.line_num
        ) from error
    return rows


def _require_columns(header: Sequence[str], source: str, line: int | None) -> None:
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise FormatError(
            f"no column {', '.join(missing)}; given {', '.join(header)[:120]}; a table of demand has "
            f"{', '.join(COLUMNS)} and perhaps time",
            source=source,
            line=line,
        )


def _demand(rows: list[_Row], places: Sequence[str] | None, source: str) -> Demand:
    if not rows:
        raise FormatError("no flow; give one row for each pair of places", source=source)
    names = _names(rows, places, source)
    number = {name: i for i, name in enumerate(names)}
    rate = np.array([_checked_rate(row, source) for row in rows])
    key = np.array([number[row.source] * len(names) + number[row.destination] for row in rows])
    moments, when = _moments(rows, source)
    pairs, flow = np.unique(key, return_inverse=True)
    if 8 * moments.size * pairs.size > MOST_BYTES:
        raise TooLargeError(f"{source}: {pairs.size} flows at {moments.size} times are over {MOST_BYTES / 1e9:g} GB")
    _require_once(rows, when * pairs.size + flow, source)
    table = np.zeros((moments.size, pairs.size))
    table[when, flow] = rate
    mean = table.mean(axis=0)
    factor = np.divide(table, mean, out=np.zeros_like(table), where=mean > 0.0)
    return Demand(
        tuple(names),
        (pairs // len(names)).astype(np.int32),
        (pairs % len(names)).astype(np.int32),
        mean,
        variation=TableVariation(moments, factor) if moments.size > 1 else None,
        notes=(f"demand from {source}",),
    )


def _names(rows: list[_Row], places: Sequence[str] | None, source: str) -> list[str]:
    known = None if places is None else set(places)
    if places is not None:
        require_unique(places)
    found: dict[str, None] = {}
    for row in rows:
        for name in (row.source, row.destination):
            if not isinstance(name, str) or not name:
                raise FormatError(
                    "a row without a source or destination; give both names", source=source, line=row.line
                )
            if known is not None and name not in known:
                raise FormatError(_unknown(name, list(known)), source=source, line=row.line)
            found.setdefault(name)
        if row.source == row.destination:
            raise FormatError(f"'{row.source[:60]}' sends to itself; leave the row out", source=source, line=row.line)
    return list(found) if places is None else list(places)


def _unknown(name: str, known: list[str]) -> str:
    import difflib

    close = difflib.get_close_matches(name[:200], known, n=3, cutoff=0.5) or sorted(known)[:3]
    return f"no place '{name[:60]}'; nearest: {', '.join(close)}"


def _checked_rate(row: _Row, source: str) -> float:
    try:
        value = float(row.rate) * 1e6
    except (TypeError, ValueError):
        value = math.nan
    if not (math.isfinite(value) and value >= 0.0):
        raise FormatError(
            f"rate_mbps {str(row.rate)[:40]!r} is not a number of 0 or more", source=source, line=row.line
        )
    return value


def _moments(rows: list[_Row], source: str) -> tuple[Times, NDArray[np.int64]]:
    if all(row.time is None for row in rows):
        return np.zeros(1, "datetime64[ns]"), np.zeros(len(rows), np.int64)
    read: dict[Any, np.datetime64] = {}
    for row in rows:
        if not isinstance(row.time, Hashable):
            raise FormatError(f"time {str(row.time)[:40]!r} is not a time", source=source, line=row.line)
        if row.time not in read:
            try:
                read[row.time] = as_times(np.array([row.time], object))[0]
            except InputError as error:
                raise FormatError(f"time {str(row.time)[:40]!r}: {error}", source=source, line=row.line) from error
    times = np.array([read[row.time] for row in rows], "datetime64[ns]")
    moments, when = np.unique(times, return_inverse=True)
    return moments, when


def _require_once(rows: list[_Row], key: NDArray[np.int64], source: str) -> None:
    order = np.argsort(key, kind="stable")
    again = np.flatnonzero(key[order][1:] == key[order][:-1])
    if again.size:
        row = rows[int(order[again + 1].min())]
        raise FormatError(
            f"'{row.source[:60]}' to '{row.destination[:60]}' stands twice"
            f"{'' if row.time is None else ' at ' + str(row.time)[:40]}; add the rates up",
            source=source,
            line=row.line,
        )
