"""A row of a budget: what it is, its value, and the clause it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import ShapeError
from huxing.core.model_range import numbers

Role = Literal["fact", "term", "result"]

GIVEN = "given by the user"
"""The clause of a value that no standard fixes."""
FRIIS = "H. T. Friis, Proc. IRE 34, 254 (1946)"
FRIIS_NOISE = "H. T. Friis, Proc. IRE 32, 419 (1944)"


@dataclass(frozen=True, eq=False)
class Term:
    """One row of a budget.

    Attributes:
        name: in words.
        symbol: as the standards write it.
        value: any shape that broadcasts with the budget's other rows, in `unit`. That of a term is signed as it is
            added: a loss is negative.
        unit: 'dB', 'dBW', 'dB/K', 'dBHz'; of a fact also 'deg', 'km', 'GHz', 'K'.
        clause: standard, section and equation; 'given by the user'; or the source of a catalogue's row.
        note: what a reader has to know beside it.
        role: 'term' is added to those above it; 'result' is the sum of the terms above it; 'fact' is neither.
    """

    name: str
    symbol: str
    value: NDArray[np.float64]
    unit: str
    clause: str
    note: str = ""
    role: Role = "term"

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", np.asarray(numbers(self.value, self.name) + 0.0))  # no minus nought


def fact(name: str, symbol: str, value: ArrayLike, unit: str, clause: str, note: str = "") -> Term:
    """A row that explains others and is not added.

    Args:
        name: as of `Term`, as are the others.
        symbol: see there.
        value: see there.
        unit: see there.
        clause: see there.
        note: see there.

    Returns:
        The row.

    Raises:
        InputError: the value is no number.

    Source:
        None: a definition.
    """
    return Term(name, symbol, np.asarray(value), unit, clause, note, "fact")


def term(name: str, symbol: str, value: ArrayLike, unit: str, clause: str, note: str = "") -> Term:
    """A row that is added to those above it.

    Args:
        name: as of `Term`, as are the others.
        symbol: see there.
        value: see there; a loss is negative.
        unit: see there.
        clause: see there.
        note: see there.

    Returns:
        The row.

    Raises:
        InputError: the value is no number.

    Source:
        None: a definition.
    """
    return Term(name, symbol, np.asarray(value), unit, clause, note, "term")


@dataclass
class Ledger:
    """Rows in order, with the sum of the terms so far.

    Attributes:
        rows: in the order in which they were entered.
        total: sum of the terms, from the first to the last, in that order; a result row is exactly this.
    """

    rows: list[Term] = field(default_factory=list)
    total: NDArray[np.float64] = field(default_factory=lambda: np.zeros(()))

    def enter(self, *rows: Term) -> None:
        """Add rows at the end.

        Args:
            rows: terms and facts.

        Returns:
            Nothing.

        Raises:
            ShapeError: a row does not broadcast with those above it.

        Source:
            None: a sum.
        """
        for row in rows:
            if row.role == "term":
                try:
                    self.total = np.asarray(self.total + row.value)
                except ValueError as error:
                    raise ShapeError(
                        f"radio budget: '{row.name}' of shape {row.value.shape} does not broadcast with the terms "
                        f"above it, of shape {self.total.shape}; give equal shapes or add axes"
                    ) from error
            self.rows.append(row)

    def result(self, name: str, symbol: str, unit: str, clause: str, note: str = "") -> NDArray[np.float64]:
        """Enter the sum so far as a row.

        Args:
            name: as of `Term`, as are the others.
            symbol: see there.
            unit: see there.
            clause: see there.
            note: see there.

        Returns:
            The sum.

        Raises:
            Nothing of its own.

        Source:
            None: a sum.
        """
        self.rows.append(Term(name, symbol, self.total, unit, clause, note, "result"))
        return self.total
