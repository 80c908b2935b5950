"""Tables of standards: CSV files beside this module, each with its title, edition and source in its first lines."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import CatalogueError, FormatError

FOLDER = Path(__file__).parent / "standards"
HEADER = ("title", "source", "status")
STATUSES = ("standard", "transcription", "own")


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
        cells: the same columns as the file writes them.
    """

    name: str
    title: str
    source: str
    status: str
    columns: Mapping[str, NDArray[np.float64] | NDArray[np.str_]]
    cells: Mapping[str, tuple[str, ...]]

    def numbers(self, column: str) -> NDArray[np.float64]:
        """A column of numbers."""
        values = self.columns[self._known(column)]
        if values.dtype.kind != "f":
            raise CatalogueError(f"table '{self.name}': column '{column}' is text, not numbers", given=column)
        return np.asarray(values, dtype=np.float64)

    def texts(self, column: str) -> list[str]:
        """A column of text, as written."""
        return list(self.cells[self._known(column)])

    def __len__(self) -> int:
        return len(next(iter(self.cells.values())))

    def _known(self, column: str) -> str:
        if column not in self.columns:
            raise CatalogueError(
                f"table '{self.name}' has no column '{column[:60]}'; it has {', '.join(self.columns)}", given=column
            )
        return column


@lru_cache(maxsize=64)
def standard_table(name: str) -> StandardTable:
    """A table of a standard.

    Args:
        name: file name without '.csv'.

    Returns:
        The table.

    Raises:
        CatalogueError: no such table; all names are listed.
        FormatError: the file's first lines do not say title, source and status, a row has another length, or two
            columns have one name.

    Source:
        Each table's own `source`.
    """
    path = FOLDER / f"{name}.csv"
    known = standard_table_names()
    if name not in known:
        raise CatalogueError(f"no standard table '{name!s:.60}'; known: {', '.join(known)}", given=name)
    lines = path.read_text(encoding="utf-8").splitlines()
    described = _described([line[1:] for line in lines if line.startswith("#")], path.name)
    cells = _cells(list(csv.reader(line for line in lines if line and not line.startswith("#"))), path.name)
    columns = MappingProxyType({column: _column(texts) for column, texts in cells.items()})
    shared = MappingProxyType(cells)
    return StandardTable(name, described["title"], described["source"], described["status"], columns, shared)


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


def _described(comments: list[str], source: str) -> dict[str, str]:
    pairs = [comment.partition(":") for comment in comments]
    described = {key.strip(): value.strip() for key, colon, value in pairs if colon}
    missing = [key for key in HEADER if not described.get(key)]
    if missing:
        raise FormatError(f"the first lines must say '# {missing[0]}: ...'", source=source)
    if described["status"] not in STATUSES:
        raise FormatError(f"status '{described['status']}' is none of {', '.join(STATUSES)}", source=source)
    return described


def _cells(rows: list[list[str]], source: str) -> dict[str, tuple[str, ...]]:
    if not rows:
        raise FormatError("no header and no rows", source=source)
    names = [name.strip() for name in rows[0]]
    if len(set(names)) != len(names):
        raise FormatError("two columns of one name", source=source)
    for number, row in enumerate(rows[1:], start=1):
        if len(row) != len(names):
            raise FormatError(f"row {number} has {len(row)} cells, not {len(names)}", source=source)
    return {name: tuple(row[i].strip() for row in rows[1:]) for i, name in enumerate(names)}


def _column(cells: tuple[str, ...]) -> NDArray[np.float64] | NDArray[np.str_]:
    column: NDArray[np.float64] | NDArray[np.str_]
    try:
        column = np.array([float(cell or "nan") for cell in cells])
    except ValueError:
        column = np.array(cells, dtype=np.str_)
    column.flags.writeable = False
    return column
