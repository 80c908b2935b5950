"""Paths of flows as lists of links: one path a flow, or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.network.capacity.links import LinkNumbers
from huxing.network.capacity.path_kernel import count_links, write_links
from huxing.network.routing import Routes
from huxing.network.topology import Snapshot


@dataclass(frozen=True, eq=False)
class Paths:
    """The paths of flows, flow after flow.

    Attributes:
        links: what the numbers mean.
        flows: how many flows there are, with a path or without.
        flow: which flow each path belongs to, ascending, shape `(path,)`.
        start: where the links of each path begin, and how many there are in all, shape `(path + 1,)`.
        link: numbers of the links, path after path.
    """

    links: LinkNumbers
    flows: int
    flow: NDArray[np.int64]
    start: NDArray[np.int64]
    link: NDArray[np.int32]

    def __len__(self) -> int:
        return self.flow.size

    @cached_property
    def unreachable(self) -> NDArray[np.bool_]:
        """Flows without a path, shape `(flow,)`."""
        return np.bincount(self.flow, minlength=self.flows) == 0

    @cached_property
    def start_of_flow(self) -> NDArray[np.int64]:
        """Where the paths of each flow begin, and how many there are in all, shape `(flow + 1,)`."""
        return np.searchsorted(self.flow, np.arange(self.flows + 1)).astype(np.int64)

    @cached_property
    def path_of_link(self) -> NDArray[np.int64]:
        """Path of each entry of `link`."""
        return np.repeat(np.arange(len(self)), np.diff(self.start))

    @cached_property
    def matrix(self) -> Any:
        """Which links each path uses, a sparse array of ones, shape `(link, path)`."""
        from scipy.sparse import csc_array

        return csc_array((np.ones(self.link.size), self.link, self.start), shape=(self.links.size, len(self)))

    def load(self, path_rate: NDArray[np.float64]) -> NDArray[np.float64]:
        """Load of each link.

        Args:
            path_rate: bit/s, shape `(path,)`.

        Returns:
            bit/s, shape `(link,)`.

        Raises:
            ShapeError: not one rate each.

        Source:
            Definition.
        """
        if np.shape(path_rate) != (len(self),):
            raise ShapeError(f"{len(self)} paths, but rates have shape {np.shape(path_rate)}")
        load = np.bincount(self.link, np.repeat(path_rate, np.diff(self.start)), minlength=self.links.size)
        return np.asarray(load, np.float64)

    def keep(self, chosen: NDArray[Any]) -> Paths:
        """Some of the paths.

        Args:
            chosen: indices in ascending order, or a mask.

        Returns:
            Those; flows may lose all of their paths.

        Raises:
            InputError: indices that do not ascend.

        Source:
            None: a definition.
        """
        rows = np.arange(len(self))[chosen]
        if (np.diff(rows) <= 0).any():
            raise InputError("paths to keep are indices in ascending order, or a mask")
        counts = np.diff(self.start)[rows]
        start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        entry = np.repeat(self.start[rows] - start[:-1], counts) + np.arange(start[-1])
        return Paths(self.links, self.flows, self.flow[rows], start, self.link[entry])


def paths_of_routes(
    routes: Routes,
    snapshot: Snapshot,
    source: ArrayLike,
    destination: ArrayLike,
    *,
    links: LinkNumbers | None = None,
) -> Paths:
    """The links that flows take, one path each.

    Args:
        routes: of the snapshot.
        snapshot: the network at one instant.
        source: station that sends, of each flow, shape `(flow,)`.
        destination: station that receives, shape `(flow,)`.
        links: the links' numbers; those of the snapshot without ground links where left out.

    Returns:
        The paths: station up, satellite up, laser links, satellite down, station down. A flow without a way has none.

    Raises:
        InputError: a station that is not there, a flow from a station to itself, routes that lead elsewhere, run in a
            circle, or take a link that the snapshot does not have.
        ShapeError: not one destination for each source; routes of another network.

    Source:
        None: following next hops.
    """
    begin, end = flow_ends(source, destination, snapshot.stations)
    numbered = links or LinkNumbers.of(snapshot)
    if routes.next_hop.shape[0] != snapshot.satellites or routes.first_hop.shape[0] != snapshot.stations:
        raise ShapeError(
            f"routes of {routes.next_hop.shape[0]} satellites and {routes.first_hop.shape[0]} stations do not fit a "
            f"snapshot of {snapshot.satellites} and {snapshot.stations}"
        )
    column = _columns(routes, end, snapshot.stations)
    node = end + snapshot.satellites
    start = np.empty(begin.size + 1, np.int64)
    hops = (begin, column, node, routes.first_hop, routes.next_hop)
    circle = count_links(*hops, 3 if numbered.ground_links else 2, start)
    if circle >= 0:
        raise InputError(f"the routes from station {begin[circle]} to {end[circle]} run in a circle", given=circle)
    link = np.empty(int(start[-1]), np.int32)
    wrong = write_links(*hops, snapshot.neighbour, snapshot.length, numbered.firsts, start, link)
    if wrong >= 0:
        raise InputError(
            f"the route from station {begin[wrong]} to {end[wrong]} takes a link that is not up in this snapshot; "
            "give routes of the same instant",
            given=wrong,
        )
    routed = np.flatnonzero(np.diff(start) > 0)
    starts = start if routed.size == begin.size else np.append(start[:-1][routed], start[-1])
    return Paths(numbered, begin.size, routed, starts, link)


def joined_paths(several: Sequence[Paths]) -> Paths:
    """The paths of several sets of the same flows, each different path once.

    Args:
        several: one set or more, of the same flows and links.

    Returns:
        One set; the paths of a flow in the order of the sets.

    Raises:
        InputError: no set, or sets of other flows or links.

    Source:
        None: a definition. Paths are told apart by 64-bit sums of random numbers of their links.
    """
    if not several:
        raise InputError("no paths to join; give one set or more")
    first = several[0]
    if any(one.flows != first.flows or one.links != first.links for one in several):
        raise InputError("paths to join are of the same flows and the same links")
    if len(several) == 1:
        return first
    flow = np.concatenate([one.flow for one in several])
    counts = np.concatenate([np.diff(one.start) for one in several])
    link = np.concatenate([one.link for one in several])
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    key = set_keys(link, start, first.links.size)
    order = np.lexsort((np.arange(flow.size), key, flow))
    new = np.ones(flow.size, bool)
    new[1:] = (flow[order][1:] != flow[order][:-1]) | (key[order][1:] != key[order][:-1])
    rows = np.sort(order[new])
    rows = rows[np.argsort(flow[rows], kind="stable")]
    starts = np.concatenate([[0], np.cumsum(counts[rows])]).astype(np.int64)
    entry = np.repeat(start[:-1][rows] - starts[:-1], counts[rows]) + np.arange(starts[-1])
    return Paths(first.links, first.flows, flow[rows], starts, link[entry])


def set_keys(link: NDArray[np.int32], start: NDArray[np.int64], size: int) -> NDArray[np.uint64]:
    """A number for each set of links, equal for equal sets.

    Args:
        link: numbers of links, set after set.
        start: where each set begins, and the length of `link`.
        size: number of all links.

    Returns:
        Shape `(set,)`; 0 for an empty set.

    Raises:
        Nothing of its own.

    Source:
        Sums of random 64-bit numbers: two of a million sets share one with a chance of 3e-8.
    """
    marks = np.random.default_rng(20_260).integers(1, 2**63, size=max(size, 1), dtype=np.uint64)
    total = np.concatenate([np.zeros(1, np.uint64), np.cumsum(marks[link], dtype=np.uint64)])
    return np.asarray(total[start[1:]] - total[start[:-1]])


def flow_ends(source: ArrayLike, destination: ArrayLike, stations: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ends of flows, checked.

    Args:
        source: indices of stations, shape `(flow,)`.
        destination: the same.
        stations: how many there are.

    Returns:
        Both, as int64.

    Raises:
        ShapeError: not one destination for each source.
        InputError: no whole numbers, a station that is not there, a flow from a station to itself.

    Source:
        None: a definition.
    """
    begin, end = np.asarray(source), np.asarray(destination)
    if begin.ndim != 1 or begin.shape != end.shape:
        raise ShapeError(f"flows: sources {begin.shape} and destinations {end.shape}; give one of each, shape (flow,)")
    if begin.size and (begin.dtype.kind not in "iu" or end.dtype.kind not in "iu"):
        raise InputError("flows: sources and destinations are whole numbers, indices of stations")
    for name, values in (("source", begin), ("destination", end)):
        outside = np.flatnonzero((values < 0) | (values >= stations)) if values.size else values
        if outside.size:
            at = int(outside[0])
            raise InputError(
                f"flow {at}: {name} {values[at]} is not one of the stations 0 to {stations - 1}", given=int(values[at])
            )
    same = np.flatnonzero(begin == end)
    if same.size:
        raise InputError(
            f"flow {same[0]} runs from station {begin[same[0]]} to itself; leave it out", given=int(same[0])
        )
    return begin.astype(np.int64), end.astype(np.int64)


def _columns(routes: Routes, end: NDArray[np.int64], stations: int) -> NDArray[np.int64]:
    """Column of each flow's destination in the routes."""
    place = np.full(stations, -1, np.int64)
    place[routes.destination] = np.arange(routes.destination.size)
    column = place[end]
    missing = np.flatnonzero(column < 0)
    if missing.size:
        station = int(end[missing[0]])
        raise InputError(f"these routes do not lead to station {station}; make it a destination", given=station)
    return column
