"""The two coefficient files of ITU-R P.676-13, annex 2: ITU's own, so the user brings them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import FormatError, MissingDataError
from huxing.core.model_range import numbers

_COLUMNS = 5


@dataclass(frozen=True)
class GasCoefficients:
    """A linear regression on the surface's weather, tabled over frequency.

    Attributes:
        frequency: of the rows, ascending, Hz, shape (n,).
        coefficients: shape (n, 4), in the file's order and units. Part 1, oxygen's equivalent height in km: constant,
            per K of temperature, per hPa of total pressure, per g/m3 of vapour density. Part 2, water vapour's mass
            absorption in dB/(kg/m2): constant, per g/m3, per K, per hPa.
    """

    frequency: NDArray[np.float64]
    coefficients: NDArray[np.float64]

    def at(self, frequency: ArrayLike) -> NDArray[np.float64]:
        """The four coefficients at any frequency of the table's span.

        Args:
            frequency: Hz, any shape.

        Returns:
            Linear between the rows, shape (4, ...).

        Raises:
            InputError: not numbers.

        Source:
            ITU-R P.676-13, annex 2, section 1.1.
        """
        asked = numbers(frequency, "frequency")
        return np.array([np.interp(asked, self.frequency, column) for column in self.coefficients.T])


def read_gas_coefficients(path: str | Path) -> GasCoefficients:
    """Read one of the two files that ITU publishes beside P.676-13.

    Args:
        path: text file of five numbers a row: frequency in GHz and four coefficients, separated by spaces, tabs or
            commas; a first line of names is skipped.

    Returns:
        The table.

    Raises:
        MissingDataError: no such file.
        FormatError: no text, a row that is not five numbers, or frequencies that do not ascend.

    Source:
        ITU-R P.676-13 (08/2022), annex 2, parts 1 (oxygen's height) and 2 (water vapour); the files belong to ITU and
        come in the archive of the Recommendation.
    """
    file = Path(path)
    if not file.is_file():
        raise MissingDataError(f"{file}: no such file; the coefficients come in ITU's own archive of P.676-13")
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise FormatError("this is not a text file", source=file.name) from error
    rows = [_row(line, file.name, number) for number, line in enumerate(lines, start=1) if line.strip()]
    table = np.array([row for row in rows if row])
    if len(table) < 2 or not (np.diff(table[:, 0]) > 0.0).all():
        raise FormatError("at least two rows of ascending frequency are needed", source=file.name)
    return GasCoefficients(table[:, 0] * 1e9, table[:, 1:])


def _row(line: str, source: str, number: int) -> list[float]:
    cells = line.replace(",", " ").split()
    try:
        values = [float(cell) for cell in cells]
    except ValueError as error:
        if number == 1:
            return []
        raise FormatError(f"{line[:60]!r} is not a row of numbers", source=source, line=number) from error
    if len(values) != _COLUMNS or not np.isfinite(values).all():
        raise FormatError(f"a row holds frequency and four coefficients, not {line[:60]!r}", source=source, line=number)
    return values
