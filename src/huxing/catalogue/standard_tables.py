"""Tables of standards: CSV files beside this module, each with its title, edition and source in its first lines."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import CatalogueError, FormatError

FOLDER = Path(__file__).parent / "standards"
HEADER = ("title", "source", "status")


@dataclass(frozen=True)
class StandardTable:
    """Values that a standard prints.

    Attributes:
        name: of the file.
        title: what the values are.
        source: standard, edition, table; and through which text it was read, where that is another one.
        status: 'standard' (read in the standard or checked against an independent reading), 'transcription' (a second
            hand, not checked) or 'own' (computed here; the source says how).
        columns: float64 where every cell is a number or empty (NaN), else text; read-only, of one length.
    """

    name: str
    title: str
    source: str
    status: str
    columns: Mapping[str, NDArray[np.float64] | NDArray[np.str_]]

    def numbers(self, column: str) -> NDArray[np.float64]:
        """A column of numbers."""
        return np.asarray(self.columns[column], dtype=np.float64)

    def texts(self, column: str) -> list[str]:
        """A column of text."""
        return [str(cell) for cell in self.columns[column]]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))


@lru_cache(maxsize=64)
def standard_table(name: str) -> StandardTable:
    """A table of a standard.

    Args:
        name: file name without '.csv'.

    Returns:
        The table.

    Raises:
        CatalogueError: no such table; all names are listed.
        FormatError: the file's first lines do not say title, source and status, or a row has another length.

    Source:
        Each table's own `source`.
    """
    path = FOLDER / f"{name}.csv"
    if name not in standard_table_names():
        raise CatalogueError(f"no standard table '{name[:60]}'; known: {', '.join(standard_table_names())}", given=name)
    lines = path.read_text(encoding="utf-8").splitlines()
    head = dict(line[1:].split(":", 1) for line in lines if line.startswith("#"))
    described = {key.strip(): value.strip() for key, value in head.items()}
    missing = [key for key in HEADER if not described.get(key)]
    if missing:
        raise FormatError(f"the first lines must say '# {missing[0]}: ...'", source=path.name)
    rows = list(csv.reader(line for line in lines if line and not line.startswith("#")))
    title, source, status = (described[key] for key in HEADER)
    return StandardTable(name, title, source, status, _columns(rows, path.name))


def standard_table_names() -> list[str]:
    """The names of all tables of standards.

    Returns:
        Sorted names.

    Raises:
        Nothing of its own.

    Source:
        The catalogue's own files.
    """
    return sorted(path.stem for path in FOLDER.glob("*.csv"))


def _columns(rows: list[list[str]], source: str) -> dict[str, NDArray[np.float64] | NDArray[np.str_]]:
    names, body = rows[0], rows[1:]
    for number, row in enumerate(body, start=1):
        if len(row) != len(names):
            raise FormatError(f"row {number} has {len(row)} cells, not {len(names)}", source=source)
    return {name.strip(): _column([row[i].strip() for row in body]) for i, name in enumerate(names)}


def _column(cells: list[str]) -> NDArray[np.float64] | NDArray[np.str_]:
    column: NDArray[np.float64] | NDArray[np.str_]
    try:
        column = np.array([float(cell or "nan") for cell in cells])
    except ValueError:
        column = np.array(cells, dtype=np.str_)
    column.flags.writeable = False
    return column
