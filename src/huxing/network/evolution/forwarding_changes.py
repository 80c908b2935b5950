"""Forwarding of all nodes over time, as what changes from one time to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.network.evolution.route_statistics import require_all_stations
from huxing.network.evolution.trace_kernel import changed_rows
from huxing.network.routing import Routes


@dataclass(frozen=True, eq=False)
class ForwardingChange:
    """Rows of the forwarding table that are others than at the time before; at the first time, all rows.

    Rows are ordered by node, then by destination; a station's row to itself is not one of them.

    Attributes:
        time: UTC.
        node: that forwards, shape `(row,)`.
        destination: station to which the row leads, shape `(row,)`.
        next_hop: node, -1 where there is no way, shape `(row,)`.
    """

    time: np.datetime64
    node: NDArray[np.int32]
    destination: NDArray[np.int32]
    next_hop: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.node)


def forwarding_table(routes: Routes) -> NDArray[np.int32]:
    """Next hop of every node to every station.

    Args:
        routes: of one instant, to all stations.

    Returns:
        Node numbers, -1 where there is no way, shape `(satellite + station, station)`.

    Raises:
        InputError: routes to a part of the stations only, or in another order.

    Source:
        None: satellites' rows above stations' rows.
    """
    require_all_stations(routes)
    return np.concatenate([routes.next_hop, routes.first_hop])


def forwarding_changes(times: Iterable[np.datetime64], routes: Iterable[Routes]) -> Iterator[ForwardingChange]:
    """What changes in the forwarding of all nodes, time by time; two tables are in memory at once.

    Args:
        times: UTC, one for each of the routes.
        routes: of consecutive instants of one network.

    Yields:
        The changes at each time: everything at the first one, possibly nothing at others.

    Raises:
        InputError: routes of different networks, more times than routes, or fewer.

    Source:
        The forwarding state of github.com/snkas/hypatia @ 0ac531c, without its file format.
    """
    table: NDArray[np.int32] | None = None
    for time, found in zip_longest(times, routes):
        if time is None or found is None:
            raise InputError("times and routes differ in number; give one of the routes for each time")
        new = forwarding_table(found)
        if table is not None and table.shape != new.shape:
            raise InputError(f"forwarding of {new.shape} follows one of {table.shape}: routes of different networks")
        yield _change(time, table, new)
        table = new


def _change(time: np.datetime64, old: NDArray[np.int32] | None, new: NDArray[np.int32]) -> ForwardingChange:
    if old is None:
        own = np.arange(new.shape[0])[:, None] == np.arange(new.shape[1]) + new.shape[0] - new.shape[1]
        node, destination = (array.astype(np.int32) for array in np.nonzero(~own))
        return ForwardingChange(time, node, destination, new[node, destination])
    row = np.empty(4096, np.int32)
    column = np.empty_like(row)
    found = changed_rows(old, new, row, column)
    if found > row.size:
        row, column = np.empty(found, np.int32), np.empty(found, np.int32)
        changed_rows(old, new, row, column)
    row, column = row[:found].copy(), column[:found].copy()
    return ForwardingChange(time, row, column, new[row, column])


def applied(table: NDArray[np.int32], change: ForwardingChange) -> NDArray[np.int32]:
    """A forwarding table after a change.

    Args:
        table: before, shape `(node, station)`; left as it is.
        change: what changes.

    Returns:
        The table after it.

    Raises:
        InputError: the change names a node or a station that the table does not have.

    Source:
        None: the inverse of `forwarding_changes`.
    """
    new = table.copy()
    outside = len(change) and (
        change.node.min() < 0
        or change.node.max() >= table.shape[0]
        or change.destination.min() < 0
        or change.destination.max() >= table.shape[1]
    )
    if outside:
        raise InputError(f"a change names nodes or stations that a table of {table.shape} does not have")
    new[change.node, change.destination] = change.next_hop
    return new
