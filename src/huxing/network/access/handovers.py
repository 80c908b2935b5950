"""What a handover run found: the ledger of changes, and what is computed from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.core.errors import InputError, ShapeError, TooLargeError
from huxing.core.model_range import ModelRange
from huxing.core.schema import Column, TableSchema
from huxing.core.time import as_times, utc_seconds
from huxing.network.access.handover_kernel import BLOCKED, ELEVATION_BINS, OUTAGE, REASONS, TIME
from huxing.network.access.handover_totals import HandoverTotals, user_table
from huxing.network.access.policy import HandoverPolicy
from huxing.network.access.sightings import MEMORY_LIMIT, Sightings, moments

HANDOVERS = TableSchema(
    "handovers",
    (
        Column("user_index", "int", "number of the user"),
        Column("user", "text", "name of the user"),
        Column("time", "time", "UTC of the change"),
        Column("from_index", "int", "number of the satellite that was left, -1 for none"),
        Column("from_satellite", "text", "its label, empty for none"),
        Column("to_index", "int", "number of the satellite that was taken, -1 for none"),
        Column("to_satellite", "text", "its label, empty for none"),
        Column("reason", "text", "set, better, scheduled, distance, time, start, outage, return, ..."),
        Column("interruption_s", "float", "time without service in a handover", "s"),
        Column("elevation_deg", "float", "of the satellite that was taken, at the decision", "deg", nullable=True),
    ),
    key=("user_index", "time"),
)  # fmt: skip

PING_PONG_WINDOW = 60.0
"""s within which the return to the former satellite counts as ping-pong, unless another is given; a choice of ours."""
_WINDOW = ModelRange("handover", "ping-pong window", 0.0, np.inf, "s", physical=True)


@dataclass(frozen=True, eq=False)
class Handovers:
    """The changes of a run, by user and time, with sums of its steps.

    Attributes:
        sightings: what it was run on.
        policy: that was used.
        numbers: user, old satellite, new satellite (-1 for none) and reason (place in `REASONS`), `(event, 4)`.
        values: s from the first time, s of waiting before it, s that the handover costs after it, sine of the new
            satellite's elevation, `(event, 4)`.
        at_elevation: steps at which a user's satellite stood in each 5 deg of elevation, `(user, 18)`.
        mean_load: users of each satellite, mean of the steps, `(satellite,)`.
        peak_load: the most at one step, `(satellite,)`.
        totals: users served, blocked, out and absent at each step, and most users of one satellite, `(step, 5)`.
        fairness: Jain's index of the users per satellite, over the satellites that a user has in view, `(step,)`; NaN
            where nobody is served.
        serving: satellite of each user at each step, -1 for none, `(step, user)`; None where it was not kept.
    """

    sightings: Sightings
    policy: HandoverPolicy
    numbers: NDArray[np.int32]
    values: NDArray[np.float64]
    at_elevation: NDArray[np.int32]
    mean_load: NDArray[np.float64]
    peak_load: NDArray[np.int32]
    totals: NDArray[np.int64]
    fairness: NDArray[np.float64]
    serving: NDArray[np.int32] | None

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def span(self) -> float:
        """From the first time to the last, s."""
        return float(self.sightings.timeline.seconds[self.sightings.timeline.steps - 1])

    @property
    def is_handover(self) -> NDArray[np.bool_]:
        """Which events lead from one satellite to another, `(event,)`."""
        return np.asarray(self.numbers[:, 3] <= TIME)

    @cached_property
    def ends(self) -> NDArray[np.float64]:
        """Until when what an event brought about lasts: the user's next event, or the end, s, `(event,)`."""
        same = np.append(self.numbers[1:, 0] == self.numbers[:-1, 0], False)[: len(self)]
        return np.where(same, np.append(self.values[1:, 0], 0.0)[: len(self)], self.span)

    @cached_property
    def interruption(self) -> NDArray[np.float64]:
        """Time without service in each handover: the wait before it and its cost, until service ends anyway, s."""
        same = np.append(self.numbers[1:, 0] == self.numbers[:-1, 0], False)[: len(self)]
        waits = np.where(same, np.append(self.values[1:, 1], 0.0)[: len(self)], 0.0)
        left = self.ends - waits - self.values[:, 0]
        return self.values[:, 1] + np.minimum(self.values[:, 2], np.maximum(left, 0.0))

    def lasting(self, reason: int) -> NDArray[np.float64]:
        """How long the states last that events of one reason bring about.

        Args:
            reason: number of the reason, its place in `REASONS`.

        Returns:
            s, 0 for the other events, shape `(event,)`.

        Raises:
            Nothing of its own.

        Source:
            None: a difference of instants.
        """
        return np.where(self.numbers[:, 3] == reason, self.ends - self.values[:, 0], 0.0)

    def ping_pong(self, window: float = PING_PONG_WINDOW) -> NDArray[np.bool_]:
        """Which handovers lead back to the satellite that the user's last handover left.

        Args:
            window: s between the two, at most.

        Returns:
            Shape `(event,)`.

        Raises:
            ModelRangeError: a negative window.

        Source:
            None: a definition of ours; 3GPP TR 36.839 counts a stay below a least time of stay as ping-pong instead.
        """
        limit, n = _WINDOW.single(window), self.numbers
        back = np.zeros(len(self), np.bool_)
        pair = self.is_handover[1:] & self.is_handover[:-1] & (n[1:, 0] == n[:-1, 0])
        soon = self.values[1:, 0] - self.values[:-1, 0] <= limit
        back[1:] = pair & soon & (n[1:, 1] == n[:-1, 2]) & (n[1:, 2] == n[:-1, 1])
        return back

    def table(self) -> pd.DataFrame:
        """The changes as a table.

        Returns:
            `HANDOVERS`, by user and time.

        Raises:
            Nothing of its own.

        Source:
            None: the same numbers.
        """
        user, old, new, reason = (column.astype(np.int64) for column in self.numbers.T)
        label = np.append(self.sightings.satellites.names, "")
        return HANDOVERS.check(
            pd.DataFrame(
                {
                    "user_index": user,
                    "user": self.sightings.users.names[user],
                    "time": moments(self.sightings.timeline, self.values[:, 0]),
                    "from_index": old,
                    "from_satellite": label[old],
                    "to_index": new,
                    "to_satellite": label[new],
                    "reason": np.array(REASONS)[reason],
                    "interruption_s": self.interruption,
                    "elevation_deg": np.degrees(np.arcsin(np.clip(self.values[:, 3], -1.0, 1.0))),
                }
            )
        )

    def per_user(self, *, ping_pong_window: float = PING_PONG_WINDOW) -> pd.DataFrame:
        """Counts and times of each user.

        Args:
            ping_pong_window: see `ping_pong`, s.

        Returns:
            `HANDOVER_USERS`, by user.

        Raises:
            ModelRangeError: a negative window.

        Source:
            None: sums over the events.
        """
        return user_table(
            self.numbers, self.values, self.ends, self.interruption, self.ping_pong(ping_pong_window),
            self.lasting(OUTAGE), self.lasting(BLOCKED), self.span, self.sightings.users.names,
        )  # fmt: skip

    def total(self, *, ping_pong_window: float = PING_PONG_WINDOW) -> HandoverTotals:
        """Counts and times of all users together.

        Args:
            ping_pong_window: see `ping_pong`, s.

        Returns:
            The sums.

        Raises:
            ModelRangeError: a negative window.

        Source:
            None: sums over the events; Jain, Chiu and Hawe 1984, DEC-TR-301 (index of fairness).
        """
        table = self.per_user(ping_pong_window=ping_pong_window)
        known = self.fairness[np.isfinite(self.fairness)]
        fairness = float(known.mean()) if known.size else None
        return HandoverTotals.of(table, self.span, fairness, int(self.peak_load.max(initial=0)))

    def elevation_share(self) -> NDArray[np.float64]:
        """Share of the steps at which users are served, by elevation of their satellite.

        Returns:
            Of all users, in 18 bins of 5 deg from the horizon on, shape `(18,)`; their sum is 1, or 0 where nobody is
            served at all. `at_elevation` has each user's steps.

        Raises:
            Nothing of its own.

        Source:
            None: counting.
        """
        counts = self.at_elevation.sum(axis=0, dtype=np.int64)
        return np.asarray(counts / max(int(counts.sum()), 1)).reshape(ELEVATION_BINS)

    def serving_at(self, times: object) -> NDArray[np.int32]:
        """The satellite of every user at any times of the run, from the events.

        Args:
            times: UTC within the run, any order, shape `(time,)`.

        Returns:
            Numbers, -1 for none, shape `(time, user)`.

        Raises:
            InputError: a time outside the run.
            ShapeError: times with more than one axis.
            TooLargeError: over 2 GB.

        Source:
            None: a look-up.
        """
        wanted = utc_seconds(np.atleast_1d(as_times(times)), self.sightings.times[0])
        if wanted.ndim != 1:
            raise ShapeError(f"handover: times have shape (time,), given {wanted.shape}")
        if ((wanted < 0.0) | (wanted > self.span)).any():
            raise InputError(f"handover: a time is outside the run, {self.sightings.times[0]} and {self.span:.6g} s on")
        users = len(self.sightings.users)
        if 4 * users * wanted.size > MEMORY_LIMIT:
            raise TooLargeError(f"{users} users x {wanted.size} times are over 2 GB; ask for fewer times at once")
        start = np.searchsorted(self.numbers[:, 0], np.arange(users + 1))
        found = np.full((wanted.size, users), -1, np.int32)
        for u in range(users):
            mine = slice(start[u], start[u + 1])
            row = np.searchsorted(self.values[mine, 0], wanted, side="right") - 1
            found[:, u] = np.where(row >= 0, self.numbers[mine, 2][np.maximum(row, 0)], -1)
        return found

    def load_at(self, times: object) -> NDArray[np.int64]:
        """Users of every satellite at any times of the run.

        Args:
            times: UTC within the run, shape `(time,)`.

        Returns:
            Shape `(time, satellite)`.

        Raises:
            InputError: a time outside the run.
            ShapeError: times with more than one axis.
            TooLargeError: over 2 GB.

        Source:
            None: counting.
        """
        serving = self.serving_at(times)
        satellites = len(self.sightings.satellites)
        if 8 * satellites * len(serving) > MEMORY_LIMIT:
            raise TooLargeError(f"{satellites} satellites x {len(serving)} times are over 2 GB; ask for fewer times")
        load = np.zeros((len(serving), satellites), np.int64)
        for row, users in zip(load, serving, strict=True):
            row[:] = np.bincount(users[users >= 0], minlength=satellites)
        return load

    def accesses(self, satellite: int | None = None) -> NDArray[np.float64]:
        """Instants at which users come to a satellite and ask for access: by handover, on return, on admission.

        Args:
            satellite: its number; None for all satellites.

        Returns:
            s from the first time, ascending. The first satellites of a run, all taken at once, are left out.

        Raises:
            InputError: no such satellite.

        Source:
            None: a selection.
        """
        new = self.numbers[:, 2]
        comes = (new >= 0) & (self.numbers[:, 3] != REASONS.index("start"))
        if satellite is not None:
            comes &= new == row_number(satellite, len(self.sightings.satellites), "handover: satellite")
        return np.sort(self.values[comes, 0])


def row_number(given: object, count: int, what: str) -> int:
    """A number of one of some things.

    Args:
        given: from 0 on.
        count: how many there are.
        what: for the message.

    Returns:
        The number.

    Raises:
        InputError: no whole number, or not one of them.

    Source:
        None: a check.
    """
    if not isinstance(given, int | np.integer) or isinstance(given, bool) or not 0 <= given < count:
        raise InputError(f"{what} {given!r:.40} is not one of 0 to {count - 1}", given=given)
    return int(given)
