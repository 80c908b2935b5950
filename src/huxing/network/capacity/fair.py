"""Max-min fair rates: no flow can have more without taking from one that has no more than it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, numbers
from huxing.network.capacity.allocation import Allocation
from huxing.network.capacity.fair_kernel import OWN_DEMAND, UNREACHABLE, fill
from huxing.network.capacity.links import LinkNumbers
from huxing.network.capacity.paths import Paths
from huxing.network.capacity.rates import LinkRates, checked_rates

_MODEL = "max-min fair rates"
_WEIGHT = ModelRange(_MODEL, "weight", 0.0, np.inf, open_low=True, physical=True)
_SHARE = ModelRange(_MODEL, "share of a path", 0.0, 1.0, physical=True)


@dataclass(frozen=True, eq=False)
class FairRates(Allocation):
    """Max-min fair rates.

    Attributes:
        bottleneck: the full link that holds each flow down; `OWN_DEMAND` (-1) where it has all that it asks for,
            `UNREACHABLE` (-2) where it has no path; shape `(flow,)`.
        rounds: how many links became full one after the other.
    """

    bottleneck: NDArray[np.int64]
    rounds: int

    @cached_property
    def held_by(self) -> NDArray[np.int64]:
        """How many flows each link holds down, shape `(link,)`."""
        held = self.bottleneck[self.bottleneck >= 0]
        return np.bincount(held, minlength=self.capacity.size)

    @property
    def satisfied(self) -> NDArray[np.bool_]:
        """Flows that have all that they ask for, shape `(flow,)`."""
        return self.bottleneck == OWN_DEMAND


def fair_rates(
    paths: Paths,
    rates: LinkRates | ArrayLike,
    *,
    demand: ArrayLike = np.inf,
    weight: ArrayLike = 1.0,
    path_share: ArrayLike | None = None,
) -> FairRates:
    """Max-min fair rates of flows over given paths, by progressive filling.

    Args:
        paths: of the flows; a flow with several splits as `path_share` says.
        rates: of the links, or an array in bit/s, shape `(link,)`, infinite where there is no limit.
        demand: most that a flow asks for, bit/s, one number or shape `(flow,)`; infinite for as much as it can get.
        weight: flows that share a full link get rates in proportion to these, one number or `(flow,)`.
        path_share: part of its flow that each path carries, shape `(path,)`, 1 in all for each flow; even where left
            out.

    Returns:
        The rates. Flows over a link of rate 0 get 0; flows without a path get 0 and are marked.

    Raises:
        InputError: a flow without a demand over links without a limit; shares that are not 1 in all.
        ModelRangeError: a negative demand or rate, a weight that is not positive.
        ShapeError: arrays of other shapes.

    Source:
        Bertsekas and Gallager, Data Networks, 2nd ed. 1992, section 6.5.2.
    """
    capacity = capacity_of(rates, paths.links)
    asked = one_each(checked_rates(demand, "demand"), paths.flows, "demand")
    heavy = one_each(numbers(weight, "weight"), paths.flows, "weight")
    _WEIGHT.check(heavy)
    part = _shares(paths, path_share)
    first = paths.start_of_flow
    start = paths.start[first]
    link, share = paths.link, np.repeat(part, np.diff(paths.start))
    if (share == 0.0).any():
        start = np.concatenate([[0], np.cumsum(share > 0.0)])[start]
        link, share = link[share > 0.0], share[share > 0.0]
    rate, bottleneck = np.empty(paths.flows), np.empty(paths.flows, np.int64)
    rounds = fill(start, link, share, capacity, asked, heavy, rate, bottleneck)
    if rounds < 0:
        free = np.flatnonzero(rate < 0.0)
        raise InputError(
            f"{_MODEL}: flow {free[0]} and {free.size - 1} more ask for all they can get and meet no link with a "
            "limit; give a demand, or rates of links",
            given=free[:8].tolist(),
        )
    return FairRates(paths, capacity, rate[paths.flow] * part, bottleneck, int(rounds))


def capacity_of(rates: LinkRates | ArrayLike, links: LinkNumbers) -> NDArray[np.float64]:
    """Capacity of the links from rates or an array.

    Args:
        rates: as `fair_rates`.
        links: their numbers.

    Returns:
        bit/s, shape `(link,)`.

    Raises:
        ShapeError: not one rate for each link.
        ModelRangeError: a negative rate or NaN.

    Source:
        None: a definition.
    """
    if isinstance(rates, LinkRates):
        return rates.capacity(links)
    given = checked_rates(rates, "rate of a link")
    if given.shape != (links.size,):
        raise ShapeError(f"{_MODEL}: rates have shape {given.shape} for {links.size} links; give one for each")
    return given


def one_each(values: NDArray[np.float64], count: int, quantity: str) -> NDArray[np.float64]:
    """One number for all flows, or one for each, as one for each.

    Args:
        values: of shape `()` or `(flow,)`.
        count: number of flows.
        quantity: their name in words.

    Returns:
        Shape `(flow,)`, contiguous.

    Raises:
        ShapeError: another shape.

    Source:
        None: a definition.
    """
    if values.shape not in ((), (count,)):
        raise ShapeError(f"{quantity} has shape {values.shape} for {count} flows; give one number or one each")
    return np.ascontiguousarray(np.broadcast_to(values, (count,)))


def _shares(paths: Paths, given: ArrayLike | None) -> NDArray[np.float64]:
    count = np.diff(paths.start_of_flow)
    if given is None:
        return 1.0 / count[paths.flow]
    share = numbers(given, "share of a path")
    if share.shape != (len(paths),):
        raise ShapeError(f"{_MODEL}: {len(paths)} paths, but path_share has shape {share.shape}")
    _SHARE.check(share)
    total = np.bincount(paths.flow, share, minlength=paths.flows)
    wrong = np.flatnonzero(~paths.unreachable & (np.abs(total - 1.0) > 1e-9))
    if wrong.size:
        raise InputError(f"{_MODEL}: the shares of flow {wrong[0]} are {total[wrong[0]]:.9g} in all; give 1 in all")
    return share


__all__ = ["OWN_DEMAND", "UNREACHABLE", "FairRates", "capacity_of", "fair_rates", "one_each"]
