"""A budget as a table for people: one row a term, with its clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

HEADINGS = ("term", "symbol", "value", "unit", "clause")
MOST_CHARACTERS = 110
"""Of clause and note in the text; the rows have all of it."""


class TableRow(NamedTuple):
    """One row as text and numbers.

    Attributes: `name`, `symbol`; `values`, one for each link of the table; `unit`; `clause`, never empty; `note`;
    `role`, as of `Term`.
    """

    name: str
    symbol: str
    values: tuple[float | str, ...]
    unit: str
    clause: str
    note: str
    role: str


@dataclass(frozen=True)
class BudgetTable:
    """Rows of a budget; `str()` sets them in columns, long clauses cut.

    Attributes:
        rows: in the order of the budget.
        footnotes: what holds for the whole: climate, models used outside their range.
    """

    rows: tuple[TableRow, ...]
    footnotes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[TableRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __str__(self) -> str:
        columns = len(self.rows[0].values) if self.rows else 1
        cells = [[HEADINGS[0], *["value", *[""] * (columns - 1)], "unit", "clause"]]
        cells += [self._cells(row) for row in self.rows]
        widths = [max(len(line[i]) for line in cells) for i in range(columns + 2)]
        lines = [self._line(line, widths) for line in cells]
        lines.insert(1, "-" * max(len(line) for line in lines))
        return "\n".join([*lines, *self.footnotes])

    @staticmethod
    def _cells(row: TableRow) -> list[str]:
        mark = "= " if row.role == "result" else ("  " if row.role == "term" else "  · ")
        form = ".6g" if row.role == "fact" and not row.unit.startswith("dB") else ".2f"
        values = [value if isinstance(value, str) else format(value, form) for value in row.values]
        said = row.clause + (f"; {row.note}" if row.note else "")
        short = said if len(said) <= MOST_CHARACTERS else f"{said[: MOST_CHARACTERS - 3]}..."
        return [f"{mark}{row.name}", *values, row.unit, short]

    @staticmethod
    def _line(cells: list[str], widths: list[int]) -> str:
        first, *middle = (cell.rjust(width) for cell, width in zip(cells[:-2], widths[:-1], strict=True))
        unit = cells[-2].ljust(widths[-1])
        return "  ".join([first.lstrip(" ").ljust(widths[0]) if cells[0] == HEADINGS[0] else cells[0].ljust(widths[0]),
                          *middle, unit, cells[-1]]).rstrip()  # fmt: skip
