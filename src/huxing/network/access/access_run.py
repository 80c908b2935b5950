"""Random access drawn user by user: bursts, retries, and what an overload does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError, TooLargeError
from huxing.core.model_range import ModelRange, numbers
from huxing.network.access.access_kernel import ALONE, BACKLOG, COLLISIONS, COLUMNS, CONTENDERS, contend
from huxing.network.access.random_access import RandomAccess

MOST_OCCASIONS = 20_000_000
"""Occasions, and users, of a run: 40 bytes each."""
_SHARE = ModelRange("random access", "share", 0.0, 1.0, physical=True)
_DURATION = ModelRange("random access", "duration", 0.0, np.inf, "s", open_low=True, physical=True)


@dataclass(frozen=True, eq=False)
class AccessRun:
    """What was drawn.

    Attributes:
        access: how users contended.
        arrival: of each user, s, ascending, `(user,)`.
        delay: s from arrival until the user knows that it has access; NaN where it gave up, `(user,)`.
        transmissions: preambles that it sent, `(user,)`.
        counts: at each occasion users that send, that are answered, preambles chosen twice or more, chosen once, and
            users waiting, `(occasion, 5)`.
    """

    access: RandomAccess
    arrival: NDArray[np.float64]
    delay: NDArray[np.float64]
    transmissions: NDArray[np.int64]
    counts: NDArray[np.int64]

    @property
    def gave_up(self) -> int:
        """Users that got no access."""
        return int(np.isnan(self.delay).sum())

    @property
    def success_probability(self) -> float:
        """Share of the users that got access."""
        return 1.0 - self.gave_up / self.delay.size

    @property
    def collision_probability(self) -> float:
        """Of one transmission: that another user chose the same preamble."""
        return 1.0 - float(self.counts[:, ALONE].sum() / self.counts[:, CONTENDERS].sum())

    @property
    def mean_transmissions(self) -> float | None:
        """Preambles of a user that got access; None where none did."""
        known = np.isfinite(self.delay)
        return float(self.transmissions[known].mean()) if known.any() else None

    @property
    def mean_delay(self) -> float | None:
        """Of the users that got access, s; None where none did."""
        known = np.isfinite(self.delay)
        return float(self.delay[known].mean()) if known.any() else None

    @property
    def most_waiting(self) -> int:
        """Largest number of users that wait for access at one occasion."""
        return int(self.counts[:, BACKLOG].max(initial=0))

    @property
    def overloaded_share(self) -> float:
        """Share of the occasions with contenders at which there are more of them than preambles.

        Beyond that number, more contenders mean fewer successes.
        """
        asked = self.counts[:, CONTENDERS] > 0
        over = self.counts[:, CONTENDERS] > self.access.preambles
        return float(over.sum() / asked.sum())

    @property
    def is_overloaded(self) -> bool:
        """Whether there is any such occasion, or a user gave up."""
        return self.overloaded_share > 0.0 or self.gave_up > 0

    def delay_quantile(self, share: float) -> float | None:
        """Delay that a share of the users with access does not exceed.

        Args:
            share: 0 to 1.

        Returns:
            s; None where no user got access.

        Raises:
            ModelRangeError: a share outside.

        Source:
            None: a quantile.
        """
        wanted, known = _SHARE.single(share), self.delay[np.isfinite(self.delay)]
        return float(np.quantile(known, wanted)) if known.size else None

    def collisions_per_opportunity(self, duration: float) -> float:
        """Share of all opportunities of a span, used or not, that end in a collision.

        Args:
            duration: of the span, from the first occasion, s.

        Returns:
            Preambles that two or more users chose, over preambles times occasions.

        Raises:
            ModelRangeError: a duration that is not positive and finite.

        Source:
            3GPP TR 37.868 V11.0.0, definition of the collision probability.
        """
        span = _DURATION.single(duration)
        within = np.arange(len(self.counts)) / self.access.occasions_per_second < span
        opportunities = self.access.opportunities_per_second * span
        return float(self.counts[within, COLLISIONS].sum() / opportunities)


def simulate_access(arrival: ArrayLike, access: RandomAccess, generator: np.random.Generator) -> AccessRun:
    """Users that ask for access at given times, such as those of `Handovers.accesses`.

    Args:
        arrival: s, 0 or later, any order, shape `(user,)`.
        access: how they contend.
        generator: of the draws; equal generators give equal runs.

    Returns:
        Delays, transmissions and counts; every user ends with access or by giving up.

    Raises:
        InputError: no user, a time that is negative or not finite, or no generator.
        ShapeError: times with more than one axis.
        TooLargeError: more users or occasions than fit.

    Source:
        `access_kernel`.
    """
    if not isinstance(generator, np.random.Generator):
        raise InputError(f"random access: {generator!r:.40} is no generator; give numpy.random.default_rng(seed)")
    times = numbers(arrival, "arrivals")
    if times.ndim != 1:
        raise ShapeError(f"random access: arrivals have shape (user,), given {times.shape}")
    if not times.size or not (np.isfinite(times) & (times >= 0.0)).all():
        raise InputError("random access: give one arrival or more, each at 0 s or later", given=arrival)
    period = 1.0 / access.occasions_per_second
    longest = access.max_transmissions * (access.response + access.backoff + 2.0 * period)
    occasions = int(min((times.max() + longest) / period, 1e18)) + 4
    if max(occasions, times.size) > MOST_OCCASIONS:
        raise TooLargeError(
            f"random access: {occasions} occasions and {times.size} users; over {MOST_OCCASIONS}, take a shorter span",
            given=occasions,
        )
    ordered = np.sort(times)
    delay, transmissions = np.full(times.size, np.nan), np.zeros(times.size, np.int64)
    counts = np.zeros((occasions, COLUMNS), np.int64)
    grants = access.preambles if access.grants_per_occasion is None else int(access.grants_per_occasion)
    contend(
        ordered, period, int(access.preambles), int(access.max_transmissions), access.response, access.backoff, grants,
        access.power_ramping, generator, delay, transmissions, counts,
    )  # fmt: skip
    return AccessRun(access, ordered, delay, transmissions, counts)
