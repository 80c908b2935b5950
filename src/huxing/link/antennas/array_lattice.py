"""Where the elements of a flat array stand: in rectangles, or in triangles, every second row shifted by one half."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange

RECTANGULAR, TRIANGULAR = "rectangular", "triangular"
_COUNT = ModelRange("flat array", "elements along a side", 1.0, 4096.0, physical=True)
_SPACING = ModelRange("flat array", "spacing", 0.0, np.inf, "m", open_low=True, physical=True)


@dataclass(frozen=True)
class Lattice:
    """A flat array's elements.

    A triangular lattice is every second place of a rectangular grid with half the spacing along x.

    Attributes:
        columns: elements along x, in each row.
        rows: rows along y.
        spacing_x: between neighbours in a row, m.
        spacing_y: between rows, m.
        kind: 'rectangular' or 'triangular'.

    Source:
        R. J. Mailloux, Phased Array Antenna Handbook, 3rd edition, 2018, chapter 1.
    """

    columns: int
    rows: int
    spacing_x: float
    spacing_y: float
    kind: str = RECTANGULAR

    def __post_init__(self) -> None:
        if self.kind not in (RECTANGULAR, TRIANGULAR):
            raise InputError(
                f"flat array: lattice '{self.kind}'; give '{RECTANGULAR}' or '{TRIANGULAR}'",
                given=self.kind,
                accepted=(RECTANGULAR, TRIANGULAR),
            )
        for count in ("columns", "rows"):
            object.__setattr__(self, count, _COUNT.whole(getattr(self, count)))
        for spacing in ("spacing_x", "spacing_y"):
            object.__setattr__(self, spacing, _SPACING.single(getattr(self, spacing)))

    def __len__(self) -> int:
        return self.columns * self.rows

    @property
    def grid_shape(self) -> tuple[int, int]:
        """Places of the rectangular grid along x and y."""
        return (self.columns if self.kind == RECTANGULAR else 2 * self.columns, self.rows)

    @property
    def grid_spacing(self) -> tuple[float, float]:
        """Between places of the grid along x and y, m."""
        return (self.spacing_x if self.kind == RECTANGULAR else self.spacing_x / 2.0, self.spacing_y)

    @cached_property
    def occupied(self) -> NDArray[np.bool_]:
        """Which places of the grid have an element, shape `grid_shape`."""
        i, j = np.indices(self.grid_shape)
        there = np.ones(self.grid_shape, np.bool_) if self.kind == RECTANGULAR else (i + j) % 2 == 0
        there.flags.writeable = False
        return np.asarray(there)

    @cached_property
    def positions(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """x and y of the elements from the middle of the grid, m, shape `(element,)`, row by row of `occupied`."""
        i, j = np.nonzero(self.occupied)
        (count_x, count_y), (step_x, step_y) = self.grid_shape, self.grid_spacing
        x, y = np.asarray((i - (count_x - 1) / 2.0) * step_x), np.asarray((j - (count_y - 1) / 2.0) * step_y)
        return x.astype(np.float64), y.astype(np.float64)

    @property
    def cell_area(self) -> float:
        """Area per element, m^2."""
        return self.spacing_x * self.spacing_y

    @property
    def reciprocal(self) -> NDArray[np.float64]:
        """Two vectors by which the array factor repeats, times the wavelength: rows, 1/m."""
        across = 0.0 if self.kind == RECTANGULAR else -0.5 / self.spacing_y
        return np.array([[1.0 / self.spacing_x, across], [0.0, 1.0 / self.spacing_y]])


def failed_elements(lattice: Lattice, fraction: float, generator: np.random.Generator) -> NDArray[np.bool_]:
    """Elements that fail at random.

    Args:
        lattice: of the array.
        fraction: of the elements that fail, 0 to 1, rounded to whole elements.
        generator: where chance comes from.

    Returns:
        True where an element fails, shape `(element,)` in the order of `Lattice.positions`.

    Raises:
        ModelRangeError: a fraction outside 0 to 1.

    Source:
        None: a definition.
    """
    share = ModelRange("failed elements", "fraction", 0.0, 1.0, physical=True).single(fraction)
    failed = np.zeros(len(lattice), np.bool_)
    failed[generator.permutation(len(lattice))[: round(share * len(lattice))]] = True
    return failed
