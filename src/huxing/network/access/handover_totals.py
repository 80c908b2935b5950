"""Counts and times of a handover run, of each user and of all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.core.schema import Column, TableSchema
from huxing.network.access.handover_kernel import ABSENT, BLOCKED, OUTAGE, TIME

HANDOVER_USERS = TableSchema(
    "handover_users",
    (
        Column("user_index", "int", "number of the user"),
        Column("user", "text", "name of the user"),
        Column("handovers", "int", "changes from one satellite to another"),
        Column("mean_between_s", "float", "mean time from a handover to the next", "s", nullable=True),
        Column("interruptions", "int", "handovers with time without service"),
        Column("interruption_s", "float", "time without service in handovers", "s"),
        Column("longest_interruption_s", "float", "the longest of them", "s"),
        Column("seamless", "int", "handovers without it"),
        Column("outages", "int", "times at which the last satellite in view was lost, or none was there at first"),
        Column("outage_s", "float", "time with no satellite in view", "s"),
        Column("longest_outage_s", "float", "the longest of them", "s"),
        Column("blockings", "int", "times at which all satellites in view were full"),
        Column("blocked_s", "float", "time with all satellites in view full", "s"),
        Column("ping_pong", "int", "handovers back to the satellite left last"),
        Column("served_s", "float", "time with a satellite, interruptions taken off", "s"),
        Column("absent_s", "float", "time at which the user is not there", "s"),
    ),
    key=("user_index",),
)  # fmt: skip


@dataclass(frozen=True)
class HandoverTotals:
    """Sums over all users.

    Attributes:
        users: how many.
        span_s: length of the run, of each user, s.
        handovers: of all users.
        handovers_per_user_hour: mean of the time at which users are there; None where that is none.
        mean_between_s: from one handover to the user's next, s; None where no user has two in a row.
        interruptions: handovers with time without service.
        interruption_s: of all users, s.
        longest_interruption_s: s.
        seamless: handovers without it.
        outages: how often no satellite was in view.
        outage_s: of all users, s.
        longest_outage_s: s.
        blockings: how often all satellites in view were full.
        blocked_s: of all users, s.
        ping_pong: handovers back to the satellite left last.
        absent_s: at which users are not there, of all, s.
        served_share: of the time at which users are there; None where that is none.
        fairness: Jain's index, mean of the steps at which somebody is served; None where nobody ever is.
        peak_load: most users of one satellite.
    """

    users: int
    span_s: float
    handovers: int
    handovers_per_user_hour: float | None
    mean_between_s: float | None
    interruptions: int
    interruption_s: float
    longest_interruption_s: float
    seamless: int
    outages: int
    outage_s: float
    longest_outage_s: float
    blockings: int
    blocked_s: float
    ping_pong: int
    absent_s: float
    served_share: float | None
    fairness: float | None
    peak_load: int

    @classmethod
    def of(cls, table: pd.DataFrame, span: float, fairness: float | None, peak_load: int) -> HandoverTotals:
        """Sums of a table of users.

        Args:
            table: `HANDOVER_USERS`.
            span: of the run, s.
            fairness: Jain's index.
            peak_load: most users of one satellite.

        Returns:
            The sums.

        Raises:
            Nothing of its own.

        Source:
            None: addition.
        """
        handovers, users = int(table["handovers"].sum()), len(table)
        pairs = table.attrs["pairs"]
        between = float(np.nansum(table["mean_between_s"].to_numpy() * pairs) / pairs.sum()) if pairs.sum() else None
        time = users * span - float(table["absent_s"].sum())
        return cls(
            users=users,
            span_s=span,
            handovers=handovers,
            handovers_per_user_hour=handovers * 3600.0 / time if time > 0.0 else None,
            mean_between_s=between,
            interruptions=int(table["interruptions"].sum()),
            interruption_s=float(table["interruption_s"].sum()),
            longest_interruption_s=float(table["longest_interruption_s"].max()),
            seamless=int(table["seamless"].sum()),
            outages=int(table["outages"].sum()),
            outage_s=float(table["outage_s"].sum()),
            longest_outage_s=float(table["longest_outage_s"].max()),
            blockings=int(table["blockings"].sum()),
            blocked_s=float(table["blocked_s"].sum()),
            ping_pong=int(table["ping_pong"].sum()),
            absent_s=float(table["absent_s"].sum()),
            served_share=float(table["served_s"].sum() / time) if time > 0.0 else None,
            fairness=fairness,
            peak_load=peak_load,
        )


def user_table(
    numbers: NDArray[np.int32],
    values: NDArray[np.float64],
    ends: NDArray[np.float64],
    interruption: NDArray[np.float64],
    ping_pong: NDArray[np.bool_],
    outage: NDArray[np.float64],
    blocked: NDArray[np.float64],
    span: float,
    names: NDArray[np.str_],
) -> pd.DataFrame:
    """Sums over each user's events.

    Args:
        numbers, values: of `Handovers`.
        ends: until when what each event brought about lasts, s.
        interruption: of each event, s.
        ping_pong: which events are.
        outage, blocked: s of outage and of blocking that each event begins.
        span: of the run, s.
        names: of the users.

    Returns:
        `HANDOVER_USERS`; `attrs["pairs"]` has the number of pairs of handovers behind each mean.

    Raises:
        Nothing of its own.

    Source:
        None: sums.
    """
    user, reason, count = numbers[:, 0], numbers[:, 3], names.size

    def summed(weight: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.bincount(user, weight, minlength=count), np.float64)

    def counted(which: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(user[which], minlength=count)

    def longest(length: NDArray[np.float64]) -> NDArray[np.float64]:
        most = np.zeros(count)
        np.maximum.at(most, user, length)
        return most

    handover = reason <= TIME
    in_a_row = np.append(handover[1:] & handover[:-1] & (user[1:] == user[:-1]), False)[: user.size]
    pairs, between = counted(in_a_row), summed(np.where(in_a_row, ends - values[:, 0], 0.0))
    broken, lasts = interruption > 0.0, ends - values[:, 0]
    table = HANDOVER_USERS.check(
        pd.DataFrame(
            {
                "user_index": np.arange(count, dtype=np.int64),
                "user": names,
                "handovers": counted(handover),
                "mean_between_s": np.divide(between, pairs, out=np.full(count, np.nan), where=pairs > 0),
                "interruptions": counted(handover & broken),
                "interruption_s": summed(interruption),
                "longest_interruption_s": longest(interruption),
                "seamless": counted(handover & ~broken),
                "outages": counted(reason == OUTAGE),
                "outage_s": summed(outage),
                "longest_outage_s": longest(outage),
                "blockings": counted(reason == BLOCKED),
                "blocked_s": summed(blocked),
                "ping_pong": counted(ping_pong),
                "served_s": summed(np.where(numbers[:, 2] >= 0, lasts, 0.0)) - summed(interruption),
                "absent_s": np.maximum(span - summed(np.where(reason != ABSENT, lasts, 0.0)), 0.0),
            }
        )
    )
    table.attrs["pairs"] = pairs
    return table
