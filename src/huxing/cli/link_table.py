"""Tables of `huxing link`: a budget whose every row names its clause, on wide terminals and on narrow ones."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from huxing.cli.console import emit_table, is_terminal

if TYPE_CHECKING:
    from huxing.link.budget import TableRow

NARROW = 130
"""Below so many columns the clauses stand below the table, numbered, and the table has the numbers."""
CLAUSE_WIDTH = 50
_BETWEEN = 3


def emit_budget(title: str, rows: Sequence[TableRow], headings: Sequence[str], footnotes: Iterable[str] = ()) -> None:
    """Print a budget, or other rows with a clause each; of many links side by side as many as fit, the others below.

    Args:
        title: heading.
        rows: of the budget's table, with a value for each heading.
        headings: one for each link.
        footnotes: lines below.

    Raises:
        Nothing of its own.

    Source:
        None: presentation.
    """
    width = table_width()
    clauses, sources = _clauses(rows)
    numbered = width < NARROW
    known = list(dict.fromkeys(clauses))
    shown = [f"[{known.index(clause) + 1}]" for clause in clauses] if numbered else clauses
    values = [[_value(row, value) for value in row.values] for row in rows]
    column = max(len(cell) for line in [*values, *(heading.split("\n") for heading in headings)] for cell in line)
    mixed = len({row.role for row in rows}) > 1
    names = [_name(row) if mixed else row.name for row in rows]
    taken = max(map(len, names)) + max(len(row.unit) for row in rows) + (4 if numbered else CLAUSE_WIDTH)
    fitting = max((width - taken - 4 * _BETWEEN - 1) // (column + _BETWEEN), 1)
    for first in range(0, len(headings), fitting):
        part = slice(first, first + fitting)
        emit_table(
            title if first == 0 else "",
            ["term" if mixed else "quantity", *headings[part], "unit", "clause"],
            [
                [name, *(cell.rjust(column) for cell in line[part]), row.unit, clause]
                for name, line, row, clause in zip(names, values, rows, shown, strict=True)
            ],
        )
    for number, clause in enumerate(known, 1) if numbered else ():
        print(f"[{number}] {clause}")
    for line in (*sources, *footnotes):
        print(line)


def budget_terms(rows: Sequence[TableRow]) -> list[dict[str, Any]]:
    """The rows of a budget for JSON.

    Args:
        rows: of its table.

    Returns:
        A dictionary for each: term, symbol, role, values, unit, clause, note.

    Raises:
        Nothing of its own.

    Source:
        None: presentation.
    """
    keys = ("symbol", "role", "values", "unit", "clause", "note")
    return [{"term": row.name, **{key: getattr(row, key) for key in keys}} for row in rows]


def aligned(rows: Sequence[Sequence[object]], columns: Sequence[int]) -> list[list[object]]:
    """Cells of text that hold numbers, padded on the left so that they line up.

    Args:
        rows: of a table.
        columns: which are to line up.

    Returns:
        The rows.

    Raises:
        Nothing of its own.

    Source:
        None: presentation.
    """
    widths = {index: max((len(str(row[index])) for row in rows), default=0) for index in columns}
    return [[str(c).rjust(widths[i]) if i in widths else c for i, c in enumerate(row)] for row in rows]


def table_width() -> int:
    """Columns that a table has: those of the terminal, or 200 where stdout is none.

    Returns:
        The number of columns.

    Raises:
        Nothing of its own.

    Source:
        `huxing.cli.console.emit_table`.
    """
    from rich.console import Console

    return Console().width if is_terminal(sys.stdout) else 200


def _name(row: TableRow) -> str:
    return {"result": "= ", "term": "  "}.get(row.role, "  · ") + row.name


def _value(row: TableRow, value: float | str) -> str:
    if isinstance(value, str):
        return value or "none"
    whole = row.role == "fact" and not row.unit.startswith("dB")
    return format(value, ".6g" if whole else ".2f")


def _clauses(rows: Sequence[TableRow]) -> tuple[list[str], list[str]]:
    """What stands in the column, and the sources of the catalogue's rows, which are too long for it."""
    shown, sources = [], []
    for row in rows:
        head, mark, source = row.clause.partition("): ")
        catalogued = row.clause.startswith("catalogue, ") and bool(mark)
        clause = f"{head})" if catalogued else row.clause
        if catalogued:
            sources.append(f"{clause.removeprefix('catalogue, ')}: {source}")
        shown.append(f"{clause}; {row.note}" if row.note else clause)
    return shown, list(dict.fromkeys(sources))
