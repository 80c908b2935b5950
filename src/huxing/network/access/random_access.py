"""Random access with preambles: slotted ALOHA on a number of channels, in closed form."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, broadcast

_MODEL = "random access"
_RATE = ModelRange(_MODEL, "rate", 0.0, 1e12, "1/s", physical=True)
_OPPORTUNITIES = ModelRange(_MODEL, "opportunities in a second", 0.0, 1e12, "1/s", open_low=True, physical=True)
_PREAMBLES = ModelRange(_MODEL, "number of preambles", 1.0, 1e6, physical=True)
_CONTENDERS = ModelRange(_MODEL, "number of contenders", 0.0, 1e9, physical=True)
_TRIES = ModelRange(_MODEL, "number of transmissions", 1.0, 1e4, physical=True)
_TIME = ModelRange(_MODEL, "time", 0.0, 1e4, "s", physical=True)
_GRANTS = ModelRange(_MODEL, "grants of an occasion", 1.0, 1e6, physical=True)


@dataclass(frozen=True)
class RandomAccess:
    """How users contend for access. The numbers given are those of 3GPP TR 37.868 for a terrestrial LTE cell.

    Attributes:
        preambles: for contention, at each occasion.
        occasions_per_second: at which preambles may be sent.
        max_transmissions: of a preamble, before a user gives up.
        response: s from an occasion until a user knows whether it was heard; through a satellite, the round trip is
            added to the window.
        backoff: longest of the random waits before the next try, s; they are evenly spread.
        grants_per_occasion: users that can be answered at once; None for all.
        power_ramping: whether a lone preamble is heard with the probability 1 - exp(-i) at its transmission i; else it
            always is.
    """

    preambles: int = 54
    occasions_per_second: float = 200.0
    max_transmissions: int = 10
    response: float = 0.007
    backoff: float = 0.020
    grants_per_occasion: int | None = None
    power_ramping: bool = False

    def __post_init__(self) -> None:
        _PREAMBLES.whole(self.preambles)
        _OPPORTUNITIES.single(self.occasions_per_second)
        _TRIES.whole(self.max_transmissions)
        _TIME.single(self.response)
        _TIME.single(self.backoff)
        if self.grants_per_occasion is not None:
            _GRANTS.whole(self.grants_per_occasion)

    @property
    def opportunities_per_second(self) -> float:
        """Preambles times occasions."""
        return self.preambles * self.occasions_per_second

    @property
    def capacity(self) -> float:
        """Most users that can get access in a second, with tries without end: opportunities over e, or the grants."""
        answered = np.inf if self.grants_per_occasion is None else self.grants_per_occasion * self.occasions_per_second
        return min(self.opportunities_per_second / math.e, float(answered))


@dataclass(frozen=True)
class SteadyAccess:
    """Random access under steady load.

    Attributes:
        arrival_rate: users that begin to ask, 1/s.
        attempt_rate: preambles sent, 1/s.
        collision_probability: of one preamble.
        success_probability: that a user gets access before it gives up.
        throughput: users that get access, 1/s.
        mean_transmissions: of a user that gets access.
        mean_delay: of a user that gets access, from its arrival until it knows, s.
        is_overloaded: more users ask than can get access in the long run. The other numbers then are those of an empty
            channel that just begins to fill; `simulate_access` shows what follows.
    """

    arrival_rate: float
    attempt_rate: float
    collision_probability: float
    success_probability: float
    throughput: float
    mean_transmissions: float
    mean_delay: float
    is_overloaded: bool


def collision_probability(attempt_rate: ArrayLike, opportunity_rate: ArrayLike) -> NDArray[np.float64]:
    """Probability that an opportunity is chosen again by others, for attempts at random instants.

    Args:
        attempt_rate: preambles sent, 1/s; any shape.
        opportunity_rate: preambles times occasions, 1/s; broadcasts.

    Returns:
        1 - exp(-attempts / opportunities).

    Raises:
        ModelRangeError: a negative rate, or no opportunity.
        ShapeError: the arrays do not broadcast.

    Source:
        3GPP TR 37.868 V11.0.0 (collision probability of random access).
    """
    attempts, opportunities = broadcast(_MODEL, attempt_rate=attempt_rate, opportunity_rate=opportunity_rate)
    _RATE.check(attempts)
    _OPPORTUNITIES.check(opportunities)
    return np.asarray(-np.expm1(-attempts / opportunities))


def collision_probability_of(contenders: ArrayLike, preambles: ArrayLike) -> NDArray[np.float64]:
    """Probability that one of several contenders at one occasion chooses a preamble that another has chosen.

    Args:
        contenders: at the occasion, itself included; any shape. 0 counts as 1.
        preambles: to choose from; broadcasts.

    Returns:
        1 - (1 - 1/N)^(n - 1).

    Raises:
        ModelRangeError: no preamble, or a negative number.
        ShapeError: the arrays do not broadcast.

    Source:
        Independent and even choices of n - 1 others.
    """
    others, channels = broadcast(_MODEL, contenders=contenders, preambles=preambles)
    _CONTENDERS.check(others)
    _PREAMBLES.check(channels)
    alone = np.where(others > 1.0, (1.0 - 1.0 / channels) ** np.maximum(others - 1.0, 0.0), 1.0)
    return np.asarray(1.0 - alone)


def expected_successes(contenders: ArrayLike, preambles: ArrayLike) -> NDArray[np.float64]:
    """Mean number of contenders at one occasion that are alone on their preamble.

    Args:
        contenders: at the occasion; any shape.
        preambles: to choose from; broadcasts.

    Returns:
        n (1 - 1/N)^(n - 1); largest near n = N, where it is N / e for many.

    Raises:
        ModelRangeError: no preamble, or a negative number.
        ShapeError: the arrays do not broadcast.

    Source:
        As `collision_probability_of`; slotted ALOHA: Roberts 1975, ACM SIGCOMM CCR 5, 28 (S = G exp(-G)).
    """
    count, channels = broadcast(_MODEL, contenders=contenders, preambles=preambles)
    return np.asarray(count * (1.0 - collision_probability_of(count, channels)))


def steady_access(arrival_rate: float, access: RandomAccess) -> SteadyAccess:
    """Throughput, tries and delay of random access under a steady load.

    Retries are taken as spread like new attempts (Poisson). Of several solutions the one with the fewest attempts is
    given: that of a channel that was empty. Limited grants only say where overload begins.

    Args:
        arrival_rate: users that begin to ask, 1/s.
        access: how they contend.

    Returns:
        The steady state, and whether it is an overload.

    Raises:
        ModelRangeError: a negative rate.

    Source:
        Slotted ALOHA with a limit of tries: G = S (1 - p^M) / (1 - p), p = 1 - exp(-G / N); TR 37.868 (p).
    """
    rate, tries = _RATE.single(arrival_rate), access.max_transmissions
    offered = rate / access.occasions_per_second
    attempts = offered
    # the least fixed point of a rising map, from below
    for _ in range(10_000):
        spoilt = -math.expm1(-attempts / access.preambles)
        following = offered * _mean_tries(spoilt, tries)
        if following - attempts <= 1e-12 * max(following, 1e-300):
            break
        attempts = following
    spoilt = -math.expm1(-attempts / access.preambles)
    won = 1.0 - spoilt**tries
    needed = _mean_tries(spoilt, tries) - tries * spoilt**tries  # the sum of k p^(k-1) (1 - p), k up to M
    transmissions = needed / won if won > 0.0 else float(tries)
    half = 0.5 / access.occasions_per_second
    retry = access.response + 0.5 * access.backoff + half
    return SteadyAccess(
        rate, attempts * access.occasions_per_second, spoilt, won, rate * won, transmissions,
        half + (transmissions - 1.0) * retry + access.response, rate > access.capacity,
    )  # fmt: skip


def _mean_tries(spoilt: float, tries: int) -> float:
    """Preambles that a user sends: 1 + p + ... + p^(M - 1)."""
    return (1.0 - spoilt**tries) / (1.0 - spoilt) if spoilt < 1.0 else float(tries)
