"""A matrix brought to given sums of its rows and columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, numbers

_MODEL = "balancing"
_ENTRY = ModelRange(_MODEL, "entry of the matrix", 0.0, np.inf, physical=True)
_TOTAL = ModelRange(_MODEL, "row or column total", 0.0, np.inf, physical=True)
_TOLERANCE = ModelRange(_MODEL, "tolerance", 1e-14, 1.0)
_ROUNDS = ModelRange(_MODEL, "number of rounds", 1.0, 1e6)


@dataclass(frozen=True, eq=False)
class Balanced:
    """A matrix with the sums that were asked.

    Attributes:
        matrix: same shape as the seed, in the units of the totals.
        rounds: of scaling rows and columns.
        residual: largest difference of a row's or column's sum from its total, over the sum of all.
    """

    matrix: NDArray[np.float64]
    rounds: int
    residual: float


def balance(
    seed: ArrayLike, row_totals: ArrayLike, column_totals: ArrayLike, *, tolerance: float = 1e-9, rounds: int = 1000
) -> Balanced:
    """Scale rows and columns in turn until both have their totals.

    The answer is the matrix closest to the seed in relative entropy; entries of 0 stay 0.

    Args:
        seed: 0 or more, shape `(row, column)`.
        row_totals: sum of each row, shape `(row,)`.
        column_totals: sum of each column, shape `(column,)`; the same in all as the rows.
        tolerance: largest residual, as a share of the sum of all.
        rounds: most rounds.

    Returns:
        Matrix, rounds and residual.

    Raises:
        ShapeError: totals that do not fit the matrix.
        ModelRangeError: a negative or infinite number.
        InputError: totals whose sums differ; a total above 0 over a row or column of zeros; totals that the zeros of
            the seed do not allow, so that it does not converge.

    Source:
        Furness 1965, Traffic Engineering and Control 7, 458; Deming and Stephan 1940, Ann. Math. Statist. 11, 427.
    """
    matrix, rows, columns = _checked(seed, row_totals, column_totals)
    limit, most = _TOLERANCE.single(tolerance), _ROUNDS.whole(rounds)
    whole = rows.sum()
    if not whole:
        return Balanced(np.zeros_like(matrix), 0, 0.0)
    residual = np.inf
    for done in range(1, most + 1):
        matrix *= _ratio(rows, matrix.sum(axis=1))[:, None]
        matrix *= _ratio(columns, matrix.sum(axis=0))
        off_rows = np.abs(matrix.sum(axis=1) - rows)
        residual = float(max(off_rows.max(), np.abs(matrix.sum(axis=0) - columns).max()) / whole)
        if residual <= limit:
            return Balanced(matrix, done, residual)
    worst = int(np.argmax(off_rows))
    raise InputError(
        f"{_MODEL}: no matrix with these totals within {limit:g} after {most} rounds (row {worst} is off by "
        f"{residual:.2g} of the whole): a place that sends or receives half of all or more cannot be met where no "
        "place sends to itself. Lower that total, or allow more rounds",
        given=residual,
    )


def _checked(
    seed: ArrayLike, row_totals: ArrayLike, column_totals: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    matrix = np.array(numbers(seed, "matrix"))
    rows, columns = numbers(row_totals, "row totals"), numbers(column_totals, "column totals")
    if matrix.ndim != 2 or (*rows.shape, *columns.shape) != matrix.shape:
        raise ShapeError(
            f"{_MODEL}: matrix {matrix.shape}, row totals {rows.shape}, column totals {columns.shape}; give one total "
            "for each row and each column"
        )
    _ENTRY.check(matrix)
    for totals in (rows, columns):
        _TOTAL.check(totals)
    if abs(rows.sum() - columns.sum()) > 1e-9 * max(rows.sum(), columns.sum()):
        raise InputError(
            f"{_MODEL}: rows sum to {rows.sum():.9g}, columns to {columns.sum():.9g}; what is sent arrives"
        )
    for name, totals, sums in (("row", rows, matrix.sum(axis=1)), ("column", columns, matrix.sum(axis=0))):
        empty = np.flatnonzero((totals > 0.0) & ~(sums > 0.0))
        if empty.size:
            raise InputError(f"{_MODEL}: {name} {empty[0]} has a total but only zeros; give an entry above 0")
    largest = matrix.max(initial=0.0)
    return matrix / largest if largest else matrix, rows, columns


def _ratio(wanted: NDArray[np.float64], present: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(wanted, present, out=np.zeros_like(wanted), where=present > 0.0)
