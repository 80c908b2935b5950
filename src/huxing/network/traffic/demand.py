"""Demand: how many bits per second each place wants to send to which other, and how that changes over the day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError, TooLargeError
from huxing.core.model_range import ModelRange, numbers
from huxing.core.time import Times, as_times, one_time
from huxing.network.traffic.places import index_of, require_unique

if TYPE_CHECKING:
    import pandas as pd

_MODEL = "demand"
RATE = ModelRange(_MODEL, "rate", 0.0, np.inf, "Mbit/s", 1e6, physical=True)
_FACTOR = ModelRange(_MODEL, "scale factor", 0.0, np.inf, physical=True)
_FLOWS = ModelRange(_MODEL, "number of flows", 1.0, 1e9, physical=True)
BLOCK_BYTES = 64_000_000
MOST_BYTES = 4_000_000_000
"""Of one answer in memory."""


class Variation(Protocol):
    """How demand changes over time."""

    def factors(self, times: Times, flow: NDArray[np.int64]) -> NDArray[np.float64]:
        """Factor of the rates of some flows, by the numbers it knows them by, shape `(time, flow)`."""


@dataclass(frozen=True, eq=False)
class Demand:
    """Flows between places.

    Attributes:
        names: unique labels of the places.
        source, destination: places of each flow, indices into `names`, shape `(flow,)`; no flow to itself, no pair
            twice.
        rate: bit/s, shape `(flow,)`: constant, or what `variation` multiplies.
        variation: how the rates change over time; None where they do not.
        flow: number of each flow that `variation` knows it by, shape `(flow,)`; counted where left out.
        notes: where the numbers come from, sentences.
    """

    names: tuple[str, ...]
    source: NDArray[np.int32]
    destination: NDArray[np.int32]
    rate: NDArray[np.float64]
    variation: Variation | None = None
    flow: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_unique(self.names)
        source, destination = (_ends(getattr(self, name), name) for name in ("source", "destination"))
        rate = numbers(self.rate, "rate")
        flow = _ends(self.flow, "flow", np.int64) if np.size(self.flow) else np.arange(rate.size)
        if not source.shape == destination.shape == rate.shape == flow.shape or rate.ndim != 1:
            shapes = f"source {source.shape}, destination {destination.shape}, rate {rate.shape}, flow {flow.shape}"
            raise ShapeError(f"{_MODEL}: {shapes}; give one of each for every flow")
        RATE.check(rate)
        _require_pairs(self.names, source, destination)
        for name, value in (("source", source), ("destination", destination), ("rate", rate), ("flow", flow)):
            object.__setattr__(self, name, value)

    def __len__(self) -> int:
        return self.rate.size

    @property
    def total(self) -> float:
        """Sum of the rates, bit/s."""
        return float(self.rate.sum())

    def rates(self, times: object) -> NDArray[np.float64]:
        """Rates at times.

        Args:
            times: UTC, any number.

        Returns:
            bit/s, shape `(time, flow)`.

        Raises:
            InputError: no times, or out of the range of a table of demand.
            TooLargeError: more than 4 GB; take `blocks`.
            MissingDataError: the time-zone data are not installed.

        Source:
            The demand's own.
        """
        steps = np.atleast_1d(as_times(times)).ravel()
        if 8 * steps.size * max(len(self), 1) > MOST_BYTES:
            raise TooLargeError(
                f"{_MODEL}: {steps.size} times of {len(self)} flows are over {MOST_BYTES / 1e9:g} GB; take `blocks`"
            )
        if self.variation is None:
            return np.tile(self.rate, (steps.size, 1))
        return self.rate * self.variation.factors(steps, self.flow)

    def blocks(self, times: object, *, block_bytes: int = BLOCK_BYTES) -> Iterator[tuple[Times, NDArray[np.float64]]]:
        """Rates at times, block by block, in bounded memory.

        Args:
            times: UTC, shape `(time,)`.
            block_bytes: size of a block; at least one time is in each.

        Yields:
            Some of the times and their rates, bit/s, shape `(time, flow)`.

        Raises:
            As `rates`.

        Source:
            The demand's own.
        """
        steps = np.atleast_1d(as_times(times)).ravel()
        size = max(1, int(block_bytes) // (8 * max(len(self), 1)))
        for start in range(0, steps.size, size):
            yield steps[start : start + size], self.rates(steps[start : start + size])

    def at(self, time: object) -> Demand:
        """The demand of one moment.

        Args:
            time: UTC.

        Returns:
            Constant demand with the same flows.

        Raises:
            As `rates`.

        Source:
            The demand's own.
        """
        moment = one_time(time)
        return replace(self, rate=self.rates(moment)[0], variation=None, flow=np.zeros(0, np.int64))

    def matrix(self, time: object = None) -> NDArray[np.float64]:
        """The demand as a square matrix.

        Args:
            time: UTC; the base rates where left out.

        Returns:
            bit/s, shape `(source, destination)`, 0 where there is no flow.

        Raises:
            TooLargeError: a matrix over 4 GB.
            InputError: as `rates`.

        Source:
            The demand's own.
        """
        count = len(self.names)
        if 8 * count * count > MOST_BYTES:
            raise TooLargeError(f"{_MODEL}: a matrix of {count} places is over {MOST_BYTES / 1e9:g} GB; use the flows")
        table = np.zeros((count, count))
        table[self.source, self.destination] = self.rate if time is None else self.rates(one_time(time))[0]
        return table

    def scaled(self, factor: float) -> Demand:
        """The same demand, more or less of it.

        Args:
            factor: 0 or more.

        Returns:
            Demand with all rates times the factor.

        Raises:
            ModelRangeError: a negative factor, or rates beyond all numbers.

        Source:
            None: a definition.
        """
        with np.errstate(over="ignore"):  # what is no longer finite is refused as a rate
            return replace(self, rate=self.rate * _FACTOR.single(factor))

    def scaled_to(self, total: float) -> Demand:
        """The same demand with another total.

        Args:
            total: bit/s.

        Returns:
            Demand whose rates sum to the total.

        Raises:
            ModelRangeError: a negative total.
            InputError: this demand is zero.

        Source:
            None: a definition.
        """
        if not self.total > 0.0:
            raise InputError(f"{_MODEL}: there is no rate to scale; give flows with a rate above 0")
        return self.scaled(RATE.single(total) / self.total)

    def largest(self, flows: int) -> Demand:
        """The flows with the highest rates.

        Args:
            flows: at most so many.

        Returns:
            Those, in their old order; a note says what share of the total they are.

        Raises:
            ModelRangeError: fewer than one.

        Source:
            None: a definition.
        """
        count = _FLOWS.whole(flows)
        kept = np.sort(np.argsort(-self.rate, kind="stable")[:count])
        share = self.rate[kept].sum() / self.total if self.total else 1.0
        note = f"the {kept.size} largest of {len(self)} flows, {100.0 * share:.1f} % of the total"
        return self._kept(kept, note)

    def onto(self, names: Sequence[str]) -> Demand:
        """The same flows with places numbered as in another list, for example a network's stations.

        Args:
            names: labels that include all places which have flows.

        Returns:
            Demand whose indices point into `names`.

        Raises:
            InputError: a place with flows that is not in the list; the nearest are named.

        Source:
            None: a definition.
        """
        used = np.unique(np.concatenate([self.source, self.destination]))
        number = np.full(len(self.names), -1, np.int32)
        known = {name: i for i, name in enumerate(names)}
        for place in used.tolist():
            found = known.get(self.names[place])
            number[place] = index_of(list(names), self.names[place]) if found is None else found
        return replace(self, names=tuple(names), source=number[self.source], destination=number[self.destination])

    def to_dataframe(self, time: object = None) -> pd.DataFrame:
        """The flows as a table.

        Args:
            time: UTC; the base rates where left out.

        Returns:
            Columns `source`, `destination` (names) and `rate_mbps`, as `read_demand` takes them.

        Raises:
            As `rates`.

        Source:
            The demand's own.
        """
        import pandas as pd

        labels = np.array(self.names, object)
        rate = self.rate if time is None else self.rates(one_time(time))[0]
        columns = {"source": labels[self.source], "destination": labels[self.destination], "rate_mbps": rate / 1e6}
        return pd.DataFrame(columns)

    def _kept(self, rows: NDArray[np.int64], note: str) -> Demand:
        return replace(
            self,
            source=self.source[rows],
            destination=self.destination[rows],
            rate=self.rate[rows],
            flow=self.flow[rows],
            notes=(*self.notes, note),
        )


def demand_from_matrix(rate: ArrayLike, names: Sequence[str], *, notes: Sequence[str] = ()) -> Demand:
    """Demand of a square matrix.

    Args:
        rate: bit/s, shape `(source, destination)`; the diagonal is 0. An entry of 0 is no flow.
        names: unique label of each place.
        notes: where the numbers come from.

    Returns:
        Demand with a flow for each entry above 0.

    Raises:
        ShapeError: not square, or not one name for each row.
        ModelRangeError: a rate that is negative or not finite.
        InputError: a place that sends to itself, or a name twice.

    Source:
        The caller's own numbers.
    """
    table = numbers(rate, "rate")
    if table.ndim != 2 or table.shape[0] != table.shape[1] or table.shape[0] != len(names):
        raise ShapeError(f"{_MODEL}: a matrix of shape {table.shape} for {len(names)} places; give one row for each")
    RATE.check(table)
    own = np.flatnonzero(np.diagonal(table))
    if own.size:
        raise InputError(f"{_MODEL}: '{names[own[0]]}' sends to itself; set the diagonal to 0", given=own)
    source, destination = np.nonzero(table)
    return Demand(
        tuple(names), source.astype(np.int32), destination.astype(np.int32), table[source, destination],
        notes=tuple(notes),
    )  # fmt: skip


def _ends(values: ArrayLike, name: str, dtype: type[np.signedinteger] = np.int32) -> NDArray[np.signedinteger]:
    array = np.asarray(values)
    if array.size and array.dtype.kind not in "iu":
        raise InputError(f"{_MODEL}: {name} holds {array.dtype}; give whole numbers, counted from 0")
    if array.size and not (np.iinfo(dtype).min <= array.min() and array.max() <= np.iinfo(dtype).max):
        raise InputError(f"{_MODEL}: {name} {array.min()} to {array.max()} goes beyond {np.iinfo(dtype).max:,}")
    return array.astype(dtype)


def _require_pairs(
    names: tuple[str, ...], source: NDArray[np.signedinteger], destination: NDArray[np.signedinteger]
) -> None:
    count = len(names)
    for name, ends in (("source", source), ("destination", destination)):
        if ends.size and not (ends.min() >= 0 and ends.max() < count):
            raise InputError(f"{_MODEL}: {name} {ends.min()} to {ends.max()} is not within the {count} places from 0")
    own = np.flatnonzero(source == destination)
    if own.size:
        raise InputError(f"{_MODEL}: flow {own[0]} goes from '{names[source[own[0]]]}' to itself; leave it out")
    key = np.sort(source.astype(np.int64) * count + destination)
    twice = key[1:][key[1:] == key[:-1]]
    if twice.size:
        a, b = divmod(int(twice[0]), count)
        raise InputError(f"{_MODEL}: '{names[a]}' to '{names[b]}' stands twice; add the two rates up")
