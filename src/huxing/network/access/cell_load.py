"""Users in the cells of their satellites, and how often they change cell and satellite."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import TooLargeError
from huxing.core.time import Times, as_times, utc_seconds
from huxing.network.access.cells import FixedCells, MovingCells
from huxing.network.access.handovers import Handovers, row_number
from huxing.network.access.sightings import MEMORY_LIMIT

_HEADING_SECONDS = 1.0
"""Between the two positions that give a heading; a low satellite turns by 0.06 deg in it."""


@dataclass(frozen=True, eq=False)
class CellLoad:
    """Which cell of which satellite each user is in, over times.

    Attributes:
        times: UTC, shape `(time,)`.
        cells: the layout.
        satellite: that serves each user, -1 for none, `(time, user)`.
        cell: of that satellite, -1 for none (no satellite, or outside its cells), `(time, user)`.
    """

    times: Times
    cells: MovingCells | FixedCells
    satellite: NDArray[np.int32]
    cell: NDArray[np.int64]

    def users_per_cell(self, time: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Cells that have users at a time.

        Args:
            time: its number.

        Returns:
            Satellite and cell, shape `(pair, 2)`, ascending; users of each, shape `(pair,)`.

        Raises:
            InputError: no such time.

        Source:
            None: counting.
        """
        place = row_number(time, self.times.size, "cells: time")
        inside = self.cell[place] >= 0
        pairs = np.column_stack([self.satellite[place, inside].astype(np.int64), self.cell[place, inside]])
        found, count = np.unique(pairs, axis=0, return_counts=True)
        return found.reshape(-1, 2), count.astype(np.int64)

    def most_users(self) -> NDArray[np.int64]:
        """Users of the fullest cell at each time.

        Returns:
            Shape `(time,)`.

        Raises:
            Nothing of its own.

        Source:
            None: counting.
        """
        return np.array([self.users_per_cell(k)[1].max(initial=0) for k in range(self.times.size)], np.int64)

    def changes(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Users that are in another cell than at the time before.

        Returns:
            Those that kept their satellite, and those that changed it, each of shape `(time,)`, 0 at the first. Users
            without a cell at either time are not counted.

        Raises:
            Nothing of its own.

        Source:
            None: counting.
        """
        both = (self.cell[1:] >= 0) & (self.cell[:-1] >= 0)
        other = self.satellite[1:] != self.satellite[:-1]
        moved = both & ~other & (self.cell[1:] != self.cell[:-1])
        within, between = (np.concatenate([[0], part.sum(axis=1)]) for part in (moved, both & other))
        return within, between

    def entries(self) -> NDArray[np.int64]:
        """Users that come to a cell: those that were in another, or in none, at the time before.

        Returns:
            Number of the time, user, satellite and cell, shape `(entry, 4)`, by time.

        Raises:
            Nothing of its own.

        Source:
            None: a selection.
        """
        new = (self.cell[1:] != self.cell[:-1]) | (self.satellite[1:] != self.satellite[:-1])
        time, user = np.nonzero(new & (self.cell[1:] >= 0))
        return np.column_stack([time + 1, user, self.satellite[time + 1, user], self.cell[time + 1, user]])

    def change_rate(self) -> float | None:
        """Changes of cell by users that keep their satellite, for a user and second.

        Returns:
            1/s; None where no user is in a cell at two times in a row. Cells that are crossed between two times are not
            seen: take steps well below a cell's crossing time.

        Raises:
            Nothing of its own.

        Source:
            None: counting; `cell_change_rate` is the closed form.
        """
        both = (self.cell[1:] >= 0) & (self.cell[:-1] >= 0) & (self.satellite[1:] == self.satellite[:-1])
        step = np.diff(utc_seconds(self.times, self.times[0]))
        watched = float((both.sum(axis=1) * step).sum())
        return float(self.changes()[0].sum() / watched) if watched > 0.0 else None


def cell_load(handovers: Handovers, cells: MovingCells | FixedCells, times: object = None) -> CellLoad:
    """The cells of all users of a run.

    Args:
        handovers: who is served by which satellite.
        cells: layout of every satellite, or the grid on the Earth.
        times: within the run, shape `(time,)`; None for its own times.

    Returns:
        Cells of users, over times.

    Raises:
        InputError: not a time, one outside the run, or - with satellites or users given as arrays - one that is not a
            time of the run.
        ShapeError: times with more than one axis.
        TooLargeError: over 2 GB.

    Source:
        `MovingCells.of`, `FixedCells.of`.
    """
    found = handovers.sightings
    wanted = found.times if times is None else np.atleast_1d(as_times(times))
    if 12 * wanted.size * len(found.users) > MEMORY_LIMIT:
        raise TooLargeError(f"{wanted.size} times x {len(found.users)} users of cells are over 2 GB; take fewer")
    serving = handovers.serving_at(wanted)
    cell = np.full(serving.shape, -1, np.int64)
    for k, time in enumerate(wanted):
        served = np.flatnonzero(serving[k] >= 0)
        place = np.broadcast_to(found.users.at(found.timeline, time), (len(found.users), 3))[served]
        if isinstance(cells, FixedCells):
            cell[k, served] = cells.of(place)
            continue
        now, heading = found.satellites.motion(found.timeline, time, _HEADING_SECONDS)
        mine = serving[k, served]
        cell[k, served] = cells.of(place, now[mine], heading[mine])
    return CellLoad(wanted, cells, serving, cell)
