"""A radio budget: every row with its clause, the four ratios, the margin - as a table, a dataset and a waterfall."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.link.budget.interference import AnyRatio
from huxing.link.budget.table import BudgetTable, TableRow
from huxing.link.budget.term import Term
from huxing.link.ratios import BitEnergyToNoise, CarrierToNoise, CarrierToNoiseDensity, SymbolEnergyToNoise

MOST_COLUMNS = 12
"""Links that a table shows side by side."""


class Step(NamedTuple):
    """A bar of a waterfall chart, dB: it starts where the one before it ended."""

    label: str
    start_db: float
    delta_db: float
    end_db: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Budget:
    """The budget of one link or of an array of links.

    Attributes:
        rows: in order; see `Term` for what is added and what is not.
        thermal: C/N0 with the receiver's noise alone.
        carrier_to_noise_density: C/N0 with the interference as well; -inf dBHz where there is no link.
        carrier_to_noise: C/N within `bandwidth`, with interference; None where no bandwidth was given.
        symbol_energy_to_noise: Es/N0; None where no symbol rate was given.
        bit_energy_to_noise: Eb/N0; None where no bit rate was given.
        required: the ratio that was asked, or the threshold of the mode chosen; its type says which of the four.
        margin_db: over the required ratio, after implementation loss; None where nothing was asked.
        availability: 1 - exceedance; None where no exceedance was given.
        linked: False where there is no link (below the terminal's least elevation, beyond its scan).
        waveform: family of modulation and coding; empty where none was chosen.
        modcod: name of the mode chosen, '' where none closes; None without a waveform.
        rate: of information, bit/s, 0 where no mode closes; None without a waveform.
        climate: which climate the attenuation stands on.
        extrapolated: marks of models used outside their range.
    """

    rows: tuple[Term, ...]
    thermal: CarrierToNoiseDensity
    carrier_to_noise_density: CarrierToNoiseDensity
    carrier_to_noise: CarrierToNoise | None = None
    symbol_energy_to_noise: SymbolEnergyToNoise | None = None
    bit_energy_to_noise: BitEnergyToNoise | None = None
    required: AnyRatio | None = None
    margin_db: NDArray[np.float64] | None = None
    availability: NDArray[np.float64] | None = None
    linked: NDArray[np.bool_] = field(default_factory=lambda: np.ones((), bool))
    waveform: str = ""
    modcod: NDArray[np.str_] | None = None
    rate: NDArray[np.float64] | None = None
    climate: str = ""
    extrapolated: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[int, ...]:
        """Of all rows together."""
        extra = [array.shape for array in (self.linked, self.modcod, self.rate) if array is not None]
        return np.broadcast_shapes(*(row.value.shape for row in self.rows), *extra)

    @property
    def terms(self) -> tuple[Term, ...]:
        """The rows that are added."""
        return tuple(row for row in self.rows if row.role == "term")

    def row(self, name: str) -> Term:
        """The row of a name.

        Args:
            name: as in the table; of several with one name the last.

        Returns:
            The row.

        Raises:
            InputError: no such row; all names are listed.

        Source:
            None: a look-up.
        """
        for row in reversed(self.rows):
            if row.name == name:
                return row
        known = ", ".join(dict.fromkeys(row.name for row in self.rows))
        raise InputError(f"the budget has no row '{name[:60]}'; it has: {known}", given=name)

    def table(self, index: int | tuple[int, ...] | None = None) -> BudgetTable:
        """The budget as a table; `print` sets it in columns.

        Args:
            index: which link of an array; None shows a single link, or up to 12 links of one axis side by side.

        Returns:
            The table; every row names its clause.

        Raises:
            InputError: an index outside the array, or none where there are more links than fit.

        Source:
            The clause of each row.
        """
        places = self._places(index)
        rows = [
            TableRow(row.name, row.symbol, self._cells(row.value, places), row.unit, row.clause, row.note, row.role)
            for row in self.rows
        ]
        if self.modcod is not None:
            rows.append(TableRow("mode", "", self._cells(self.modcod, places), "", self.waveform, "", "result"))
        if self.rate is not None:
            rates = self._cells(self.rate / 1e6, places)
            rows.append(TableRow("rate of information", "R_b", rates, "Mbit/s", self.waveform, "", "result"))
        return BudgetTable(tuple(rows), self._footnotes())

    def waterfall(self, index: int | tuple[int, ...] | None = None) -> tuple[Step, ...]:
        """The terms as cumulative steps, for a waterfall chart.

        Args:
            index: which link of an array; None for a single link.

        Returns:
            Steps; the first starts at 0, the last ends at the budget's last result.

        Raises:
            InputError: an index outside the array, or none for an array of links.

        Source:
            None: a sum.
        """
        (place,) = self._places(index, most=1)
        steps: list[Step] = []
        level = 0.0
        for row in self.terms:
            delta = float(self._at(row.value, place))
            steps.append(Step(row.name, level, delta, level + delta))
            level += delta
        return tuple(steps)

    def to_dataset(self, dims: tuple[str, ...] | None = None) -> xr.Dataset:
        """The budget over named axes.

        Args:
            dims: a name for each axis of the array; None: none for a single link, 'link' for one axis.

        Returns:
            Dataset with a variable for each row, and `linked`, `rate` and `modcod` where they are; each with `units`,
            `long_name` and `clause`. The attributes say waveform, climate and marks.

        Raises:
            InputError: not one name for each axis.

        Source:
            CF-1.11 (attributes).
        """
        axes = dims if dims is not None else ("link",)[: len(self.shape)]
        if len(axes) != len(self.shape):
            raise InputError(f"the budget has shape {self.shape}; name each axis in dims, such as ('ground', 'time')")
        data: dict[str, Any] = {}
        for row in self.rows:
            key, attributes = _slug(row.name, data), {"units": row.unit, "long_name": row.name, "clause": row.clause}
            data[key] = (axes, np.broadcast_to(row.value, self.shape), attributes)
        words = {"linked": "whether there is a link", "modcod": "mode chosen", "rate": "rate of information"}
        for key, array in (("linked", self.linked), ("modcod", self.modcod), ("rate", self.rate)):
            if array is not None:
                unit = "bit s-1" if key == "rate" else "1"
                data[key] = (axes, np.broadcast_to(array, self.shape), {"units": unit, "long_name": words[key]})
        marks = "; ".join(self.extrapolated)
        return xr.Dataset(data, attrs={"waveform": self.waveform, "climate": self.climate, "extrapolated": marks})

    def _places(self, index: int | tuple[int, ...] | None, most: int = MOST_COLUMNS) -> list[tuple[int, ...]]:
        if index is None:
            if int(np.prod(self.shape)) > most or len(self.shape) > 1:
                raise InputError(f"the budget has {self.shape} links; give the index of one of them")
            return list(np.ndindex(self.shape))
        place = (index,) if isinstance(index, int) else tuple(index)
        inside = len(place) == len(self.shape) and all(-n <= i < n for i, n in zip(place, self.shape, strict=True))
        if not inside:
            raise InputError(f"the budget has shape {self.shape}; {index} is not the index of one link", given=index)
        return [place]

    def _at(self, values: NDArray[Any], place: tuple[int, ...]) -> Any:
        return np.broadcast_to(values, self.shape)[place]

    def _cells(self, values: NDArray[Any], places: list[tuple[int, ...]]) -> tuple[float | str, ...]:
        text = values.dtype.kind == "U"
        return tuple(str(self._at(values, p)) if text else float(self._at(values, p)) for p in places)

    def _footnotes(self) -> tuple[str, ...]:
        notes = [f"outside its range: {mark}" for mark in self.extrapolated]
        return (*([f"climate: {self.climate}"] if self.climate else []), *notes)


def _slug(name: str, taken: dict[str, Any]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower().replace("/", " over ")).strip("_")
    key, number = plain, 2
    while key in taken:
        key, number = f"{plain}_{number}", number + 1
    return key
