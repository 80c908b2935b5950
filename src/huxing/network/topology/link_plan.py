"""Links that change with time: tables in force one after the other, and when each new link has been acquired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.time import Times, one_time
from huxing.network.topology.cross_shell import join_links
from huxing.network.topology.links import LinkTable


@dataclass(frozen=True)
class LinkChanges:
    """How much the links of a plan change.

    Attributes:
        seconds: length of the plan, s.
        changes: instants at which links change.
        made: links made after the first instant.
        given_up: links given up.
        mean_links: number of links in the tables, mean over time, those in acquisition included.
        mean_hold: link time over the number of links ever made, s; too short where links outlast the plan.
        acquiring_share: share of the link time that goes into turning terminals and acquisition.
        per_satellite_hour: links made or given up for each satellite in an hour, both ends counted.
    """

    seconds: float
    changes: int
    made: int
    given_up: int
    mean_links: float
    mean_hold: float
    acquiring_share: float
    per_satellite_hour: float


@dataclass(frozen=True, eq=False)
class LinkPlan:
    """Tables of links in force one after the other.

    Attributes:
        starts: UTC from which each table is in force, increasing, `datetime64[ns]`, shape `(interval,)`.
        tables: links of each interval.
        available_from: UTC from which each link of a table carries data, `datetime64[ns]`, each of shape `(link,)`.
        end: UTC at which the plan ends; None for a last table that stays in force.
    """

    starts: Times
    tables: tuple[LinkTable, ...]
    available_from: tuple[Times, ...]
    end: np.datetime64 | None = None

    def __post_init__(self) -> None:
        sizes = (len(self.starts), len(self.tables), len(self.available_from))
        if len(set(sizes)) != 1 or not sizes[0]:
            raise ShapeError(
                f"a plan has {sizes[0]} starts, {sizes[1]} tables and {sizes[2]} times; give as many of each"
            )
        if (np.diff(self.starts) <= np.timedelta64(0, "ns")).any():
            row = int(np.argmax(np.diff(self.starts) <= np.timedelta64(0, "ns")))
            raise InputError(f"interval {row + 1} starts at {self.starts[row + 1]}, not after {self.starts[row]}")
        if self.end is not None and self.end <= self.starts[-1]:
            raise InputError(
                f"the plan ends at {self.end}, before its last table at {self.starts[-1]}; give a later end"
            )
        counts = sorted({table.satellites for table in self.tables})
        if len(counts) > 1:
            raise InputError(f"a plan has tables of one number of satellites; given {counts}")
        for row, (table, times) in enumerate(zip(self.tables, self.available_from, strict=True)):
            if np.shape(times) != (len(table),):
                raise ShapeError(f"table {row} has {len(table)} links, but available_from has shape {np.shape(times)}")

    def __len__(self) -> int:
        return len(self.tables)

    @property
    def satellites(self) -> int:
        """How many satellites there are."""
        return self.tables[0].satellites

    def index(self, time: np.datetime64) -> int:
        """Which table is in force.

        Args:
            time: UTC.

        Returns:
            Its number.

        Raises:
            InputError: a time before the plan, or after its end.

        Source:
            None: a look-up.
        """
        if time < self.starts[0] or (self.end is not None and time >= self.end):
            until = f"until {self.end}" if self.end is not None else "on"
            raise InputError(f"the plan of links runs from {self.starts[0]} {until}; {time} was asked", given=time)
        return int(np.searchsorted(self.starts, time, "right")) - 1

    def at(self, time: object) -> tuple[LinkTable, NDArray[np.bool_]]:
        """The table in force, and which of its links carry data.

        Args:
            time: UTC.

        Returns:
            The table, and whether each link has been acquired, shape `(link,)`.

        Raises:
            InputError: not a time, or one that the plan does not reach.

        Source:
            None: a look-up.
        """
        moment = one_time(time)
        row = self.index(moment)
        return self.tables[row], self.available_from[row] <= moment

    def table_at(self, time: object) -> LinkTable:
        """The table in force; see `at`.

        Args:
            time: UTC.

        Returns:
            The table, with the links that are still being acquired.

        Raises:
            InputError: as `at`.

        Source:
            None: a look-up.
        """
        return self.tables[self.index(one_time(time))]

    def up_since(self, time: object) -> Times:
        """When each link of the table in force was acquired, or will be.

        Args:
            time: UTC.

        Returns:
            UTC, `datetime64[ns]`, shape `(link,)`.

        Raises:
            InputError: as `at`.

        Source:
            None: a look-up.
        """
        return self.available_from[self.index(one_time(time))]

    def changes(self, *, until: object = None) -> LinkChanges:
        """How much the links change.

        Args:
            until: UTC at which counting stops; the plan's end where left out.

        Returns:
            Counts and means.

        Raises:
            InputError: a plan without an end and no `until`, or one before the plan's last table or after its end.

        Source:
            None: counting.
        """
        end = self.end if until is None else one_time(until)
        if end is None or end <= self.starts[-1]:
            raise InputError(f"give an end of counting after the plan's last table ({self.starts[-1]}); given {end}")
        if self.end is not None and end > self.end:
            raise InputError(f"the plan ends at {self.end}; counting until {end} is beyond it", given=until)
        seconds = _seconds(np.diff(np.append(self.starts, end)))
        held, waited = 0.0, 0.0
        for row, length in enumerate(seconds):
            after = _seconds(self.available_from[row] - self.starts[row])
            held += float(length) * len(self.tables[row])
            waited += float(np.clip(after, 0.0, length).sum())
        made, given_up = _turnover(self.tables)
        total = float(seconds.sum())
        lives = len(self.tables[0]) + made
        return LinkChanges(
            seconds=total,
            changes=len(self.tables) - 1,
            made=made,
            given_up=given_up,
            mean_links=held / total,
            mean_hold=held / lives if lives else 0.0,
            acquiring_share=waited / held if held else 0.0,
            per_satellite_hour=2.0 * (made + given_up) * 3600.0 / total / max(self.satellites, 1),
        )


def join_plans(*plans: LinkPlan) -> LinkPlan:
    """Several plans of the same satellites as one, each with terminals of its own: a grid, and links between shells.

    Args:
        plans: one or more; a pair of satellites is linked by one of them at most.

    Returns:
        The plan, over the time that all of them cover.

    Raises:
        InputError: no plan, plans that have no common time or other satellites, or a pair linked twice.

    Source:
        None: a definition.
    """
    if not plans:
        raise InputError("there is no plan to join; give one or more")
    first = max(plan.starts[0] for plan in plans)
    ends = [plan.end for plan in plans if plan.end is not None]
    last = min(ends) if ends else None
    if last is not None and first >= last:
        raise InputError(f"the plans have no time in common: one starts at {first}, one ends at {last}")
    starts = np.unique(np.concatenate([plan.starts for plan in plans]))
    starts = np.unique(np.append(starts[(starts > first) & (last is None or starts < last)], first))
    rows = [[plan.index(start) for plan in plans] for start in starts]
    tables = [join_links(*(plan.tables[k] for plan, k in zip(plans, row, strict=True))) for row in rows]
    available = [np.concatenate([plan.available_from[k] for plan, k in zip(plans, row, strict=True)]) for row in rows]
    return LinkPlan(starts, tuple(tables), tuple(available), last)


def _seconds(spans: NDArray[np.timedelta64]) -> NDArray[np.float64]:
    return np.asarray(spans.astype(np.int64) * 1e-9, np.float64)


def _turnover(tables: Sequence[LinkTable]) -> tuple[int, int]:
    """Links made and given up from table to table."""
    made = given_up = 0
    before = pair_keys(tables[0])
    for table in tables[1:]:
        now = pair_keys(table)
        common = np.intersect1d(before, now, assume_unique=True).size
        made, given_up, before = made + now.size - common, given_up + before.size - common, now
    return made, given_up


def pair_keys(table: LinkTable) -> NDArray[np.int64]:
    """A number for each link that is the same whichever end is named first.

    Args:
        table: links.

    Returns:
        Shape `(link,)`.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    ends = np.sort(table.pairs.astype(np.int64), axis=1)
    return np.asarray(ends[:, 0] * table.satellites + ends[:, 1])
