"""A beam-hopping problem: cells with demand, what a lit cell carries and takes, and which may not be lit together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import ShapeError
from huxing.core.model_range import ModelRange, broadcast, numbers
from huxing.link.capacity.beam_conflicts import Conflicts

_MODEL = "beam hopping"
_DEMAND = ModelRange(_MODEL, "demand", 0.0, np.inf, "Mbit/s", 1e6, physical=True)
_RATE = ModelRange(_MODEL, "rate of a lit cell", 0.0, np.inf, "Mbit/s", 1e6, physical=True)
_POWER = ModelRange(_MODEL, "power of a lit cell", 0.0, np.inf, "W", physical=True)
_POWER_LIMIT = ModelRange(_MODEL, "power limit (inf: none)", 0.0, np.inf, "W", physical=True)
_SLOTS = ModelRange(_MODEL, "number of slots", 1.0, np.inf, physical=True)


@dataclass(frozen=True, eq=False)
class HoppingFrame:
    """What is to be planned.

    Attributes:
        demand: of each cell, bit/s, `(cell,)`.
        rate: of each cell while it is lit, bit/s: by adaptive coding at the cell's signal-to-noise ratio.
        beams: cells that can be lit at once.
        slots: of the frame.
        conflicts: cells that may not be lit together.
        power: that a lit cell takes, W; 0 where it does not count.
        power_limit: of a slot, W.
    """

    demand: NDArray[np.float64]
    rate: NDArray[np.float64]
    beams: int
    slots: int
    conflicts: Conflicts
    power: NDArray[np.float64]
    power_limit: float

    @property
    def per_slot(self) -> NDArray[np.float64]:
        """What one slot of a frame adds to a cell's rate, bit/s."""
        return np.asarray(self.rate / self.slots)

    @property
    def power_binds(self) -> bool:
        """Whether the limit forbids any set of as many cells as there are beams."""
        return bool(np.sort(self.power)[-self.beams :].sum() > self.power_limit)

    @property
    def slots_asked(self) -> NDArray[np.float64]:
        """Slots that a cell's demand is worth, a fraction, maybe more than there are; 0 where it has no rate."""
        slot = self.per_slot
        with np.errstate(over="ignore"):
            return np.asarray(np.divide(self.demand, slot, out=np.zeros_like(slot), where=slot > 0.0))

    @property
    def useful_slots(self) -> NDArray[np.int64]:
        """Slots after which a cell's demand is met; the last may be used in part."""
        return np.minimum(np.ceil(self.slots_asked * (1.0 - 1e-12)), self.slots).astype(np.int64)

    def served(self, lit: NDArray[np.int64]) -> NDArray[np.float64]:
        """Served rate of cells lit in so many slots, bit/s."""
        return np.asarray(np.minimum(self.demand, lit * self.per_slot))


def hopping_frame(
    demand: ArrayLike,
    rate: ArrayLike,
    *,
    beams: int,
    slots: int,
    conflicts: Conflicts | None = None,
    power: ArrayLike = 0.0,
    power_limit: float = np.inf,
) -> HoppingFrame:
    """A checked beam-hopping problem.

    Args:
        demand: of each cell, bit/s, `(cell,)`.
        rate: of each cell while lit, bit/s; broadcasts.
        beams: cells that can be lit at once, 1 to the number of cells.
        slots: of the frame, 1 or more.
        conflicts: cells that may not be lit together; none by default.
        power: that a lit cell takes, W; broadcasts.
        power_limit: sum that a slot allows, W.

    Returns:
        The problem.

    Raises:
        InputError: beams or slots that are not whole numbers.
        ModelRangeError: more beams than cells, no slot; a negative demand, rate or power.
        ShapeError: arrays that do not broadcast, or conflicts of another number of cells.

    Source:
        Definition.
    """
    wish, lit, watts = broadcast(_MODEL, demand=np.atleast_1d(numbers(demand, "demand")), rate=rate, power=power)
    if wish.ndim != 1 or not wish.size:
        raise ShapeError(f"{_MODEL}: demand, rate and power have one axis, one cell or more; given {wish.shape}")
    _DEMAND.check(wish)
    _RATE.check(lit)
    _POWER.check(watts)
    columns = ModelRange(_MODEL, "number of beams", 1.0, float(wish.size), physical=True).whole(beams)
    limit = np.inf if power_limit == np.inf else _POWER_LIMIT.single(power_limit)
    pairs = Conflicts(wish.size, np.empty((0, 2), np.int64)) if conflicts is None else conflicts
    if pairs.cells != wish.size:
        raise ShapeError(f"{_MODEL}: conflicts of {pairs.cells} cells do not fit {wish.size} cells of demand")
    rows = (np.ascontiguousarray(array) for array in (wish, lit, watts))
    demand_row, rate_row, power_row = rows
    return HoppingFrame(demand_row, rate_row, columns, _SLOTS.whole(slots), pairs, power_row, limit)


def slots_for_share(frame: HoppingFrame, share: float) -> NDArray[np.float64]:
    """Slots each cell needs for a share of its demand.

    Args:
        frame: of `hopping_frame`.
        share: 0 to 1.

    Returns:
        Whole numbers; infinite where a cell with demand has no rate.

    Raises:
        Nothing of its own.

    Source:
        Definition.
    """
    slot = frame.per_slot
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        count = np.where(frame.demand > 0.0, share * frame.demand / slot, 0.0)
    return np.ceil(np.where(share > 0.0, count, 0.0) * (1.0 - 1e-12))
