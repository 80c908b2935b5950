"""The fastest or cheapest ways between places over satellites and fibre, and which of the two they use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError, TooLargeError
from huxing.core.model_range import ModelRange
from huxing.network.terrestrial.integrated import FIBRE, GROUND, SPACE, Edges, IntegratedSnapshot
from huxing.network.traffic.great_circle import great_circle_distance

if TYPE_CHECKING:
    import pandas as pd

MEDIA = ("none", "satellite", "fibre", "mixed")
"""What `Ways.medium` counts: no way, satellites alone, fibre alone, both."""
NO_WAY, BY_SATELLITE, BY_FIBRE, MIXED = range(4)
Least = Literal["delay", "cost"]
MOST_BYTES = 4_000_000_000
_DELAY_SHARE = 1e-9
"""Of the cost of a dear link, per second: of ways that cost the same the faster is taken."""
_PRICE = ModelRange("prices", "cost per bit", 0.0, np.inf, physical=True)


@dataclass(frozen=True)
class Prices:
    """Your cost of a bit, in one currency of your own.

    Attributes:
        space_link: for each link between satellites.
        ground_link: for each link between satellite and station.
        fibre_link: for each fibre link.
        fibre_metre: for each metre of cable.
    """

    space_link: float = 0.0
    ground_link: float = 0.0
    fibre_link: float = 0.0
    fibre_metre: float = 0.0

    def __post_init__(self) -> None:
        for value in (self.space_link, self.ground_link, self.fibre_link, self.fibre_metre):
            _PRICE.single(value)

    def of(self, edges: Edges) -> NDArray[np.float64]:
        """Cost per bit of each edge."""
        by_kind = np.array([self.space_link, self.ground_link, self.fibre_link])
        return np.asarray(by_kind[edges.kind] + np.where(edges.kind == FIBRE, self.fibre_metre * edges.length, 0.0))


@dataclass(frozen=True, eq=False)
class Ways:
    """Best ways of one instant between sources and destinations.

    Attributes:
        snapshot: the network.
        source, destination: indices of places, shapes `(source,)` and `(destination,)`.
        delay: one way, s, NaN where there is no way, 0 to itself, shape `(source, destination)`.
        cost: per bit, NaN where there is no way or no prices were given.
        medium: index into `MEDIA`; no medium to itself.
        links: how many each way has, 0 where there is none.
    """

    snapshot: IntegratedSnapshot
    source: NDArray[np.int64]
    destination: NDArray[np.int64]
    delay: NDArray[np.float64]
    cost: NDArray[np.float64]
    medium: NDArray[np.int8]
    links: NDArray[np.int32]
    end: NDArray[np.int64]
    predecessor: NDArray[np.int32]

    @property
    def reachable(self) -> NDArray[np.bool_]:
        """Whether there is a way, shape `(source, destination)`."""
        return ~np.isnan(self.delay)

    @property
    def round_trip(self) -> NDArray[np.float64]:
        """Time there and back, s, NaN where there is no way."""
        return np.asarray(2.0 * self.delay)

    def nodes(self, row: int, column: int) -> NDArray[np.int64]:
        """Nodes of one way: satellites 0 to n - 1, place p as n + p; empty where there is none.

        Args:
            row: which source.
            column: which destination.

        Returns:
            Nodes, both ends included.

        Raises:
            InputError: a row or column that is not there.

        Source:
            None: following predecessors.
        """
        there = all(isinstance(value, int | np.integer) for value in (row, column))
        if not (there and 0 <= row < self.source.size and 0 <= column < self.destination.size):
            raise InputError(f"way {row}, {column} of {self.source.size} x {self.destination.size}; counted from 0")
        if not self.reachable[row, column]:
            return np.zeros(0, np.int64)
        node, found = int(self.end[row, column]), []
        while node >= 0:
            found.append(node)
            node = int(self.predecessor[row, node])
        count, places = self.snapshot.satellites, len(self.snapshot.names)
        way = np.array(found[::-1])
        return np.where(way < count, way, count + (way - count) % places)

    def path(self, source: str, destination: str) -> tuple[str, ...]:
        """One way in words.

        Args:
            source: name of a place among the sources.
            destination: name of a place among the destinations.

        Returns:
            Names of places and labels of satellites, both ends included; empty where there is no way.

        Raises:
            InputError: a place that is not among them.

        Source:
            None: following predecessors.
        """
        row, column = (
            _position(found, self.snapshot.place(name), name)
            for found, name in ((self.source, source), (self.destination, destination))
        )
        count = self.snapshot.satellites
        labels = self.snapshot.labels
        way = self.nodes(row, column)
        return tuple(str(labels[node]) if node < count else self.snapshot.names[node - count] for node in way)

    def to_dataframe(self) -> pd.DataFrame:
        """All pairs as a table.

        Returns:
            Columns source, destination, distance_km (great circle), medium, rtt_ms and cost (NaN where there is no
            way), links.

        Raises:
            Nothing of its own.

        Source:
            This object.
        """
        import pandas as pd

        row, column = np.nonzero(self.source[:, None] != self.destination)
        a, b = self.source[row], self.destination[column]
        place, label = self.snapshot, np.array(self.snapshot.names, object)
        distance = great_circle_distance(place.latitude[a], place.longitude[a], place.latitude[b], place.longitude[b])
        return pd.DataFrame(
            {
                "source": label[a],
                "destination": label[b],
                "distance_km": distance / 1e3,
                "medium": np.array(MEDIA, object)[self.medium[row, column]],
                "rtt_ms": self.round_trip[row, column] * 1e3,
                "cost": self.cost[row, column],
                "links": self.links[row, column],
            }
        )


def best_ways(
    snapshot: IntegratedSnapshot,
    sources: Sequence[str],
    destinations: Sequence[str] | None = None,
    *,
    least: Least = "delay",
    prices: Prices | None = None,
) -> Ways:
    """The best way between each source and each destination.

    Args:
        snapshot: of an `IntegratedNetwork`.
        sources: names of places.
        destinations: names of places; the sources where left out.
        least: what is to be least: 'delay', or 'cost' (of equally cheap ways the faster).
        prices: cost per bit; needed for 'cost'.

    Returns:
        Delay, cost, medium and path of each pair.

    Raises:
        InputError: a place that is not there, least cost without prices, a `least` that is not known.
        TooLargeError: more than 4 GB; ask for fewer sources at once.

    Source:
        Dijkstra 1959, Numerische Mathematik 1, through scipy.sparse.csgraph.
    """
    if least not in ("delay", "cost"):
        raise InputError(f"least '{least}' is not known; take 'delay' or 'cost'", given=least)
    if least == "cost" and prices is None:
        raise InputError("the cheapest way needs prices; give Prices(...)")
    from_places = snapshot.indices(sources)
    to_places = from_places if destinations is None else snapshot.indices(destinations)
    if 24 * from_places.size * snapshot.nodes > MOST_BYTES:
        raise TooLargeError(f"{from_places.size} sources are over {MOST_BYTES / 1e9:g} GB; ask for fewer at once")
    cost = np.zeros(snapshot.edges.tail.size) if prices is None else prices.of(snapshot.edges)
    weight = snapshot.edges.delay
    if least == "cost":
        weight = cost / (cost.max(initial=0.0) or 1.0) + _DELAY_SHARE * weight
    graph, chosen = _graph(snapshot.nodes, snapshot.edges, weight)
    distance, predecessor = _shortest(graph, snapshot.satellites + from_places)
    end = _ends(distance, snapshot, to_places)
    return _walked(snapshot, (from_places, to_places), end, predecessor, chosen, None if prices is None else cost)


def _position(found: NDArray[np.int64], place: int, name: str) -> int:
    rows = np.flatnonzero(found == place)
    if not rows.size:
        raise InputError(f"'{name}' was not among the places asked for", given=name)
    return int(rows[0])


@dataclass(frozen=True, eq=False)
class _Chosen:
    """Edges by tail and head: of parallel ones the lightest."""

    key: NDArray[np.int64]
    edge: NDArray[np.int64]
    nodes: int

    def find(self, tail: NDArray[np.int64], head: NDArray[np.int64]) -> NDArray[np.int64]:
        return self.edge[np.searchsorted(self.key, tail * self.nodes + head)]


def _graph(nodes: int, edges: Edges, weight: NDArray[np.float64]) -> tuple[Any, _Chosen]:
    from scipy.sparse import csr_array

    key = edges.tail * nodes + edges.head
    order = np.lexsort((weight, key))
    first = np.ones(order.size, bool)
    first[1:] = key[order][1:] != key[order][:-1]
    kept = order[first]
    starts = np.searchsorted(edges.tail[kept], np.arange(nodes + 1))
    graph = csr_array((weight[kept], edges.head[kept].astype(np.int32), starts.astype(np.int32)), shape=(nodes, nodes))
    return graph, _Chosen(key[kept], kept, nodes)


def _shortest(graph: Any, sources: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    from scipy.sparse.csgraph import dijkstra

    distance, predecessor = dijkstra(graph, directed=True, indices=sources, return_predecessors=True)
    return np.asarray(distance), np.asarray(predecessor, np.int32)


def _ends(
    distance: NDArray[np.float64], snapshot: IntegratedSnapshot, to_places: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Node at which each way arrives, by fibre or from a satellite; -1 where it does not."""
    count, places = snapshot.satellites, len(snapshot.names)
    by_fibre, from_space = count + places + to_places, count + 2 * places + to_places
    end = np.where(distance[:, by_fibre] <= distance[:, from_space], by_fibre, from_space)
    reached = np.isfinite(np.minimum(distance[:, by_fibre], distance[:, from_space]))
    return np.where(reached, end, -1)


def _walked(
    snapshot: IntegratedSnapshot,
    places: tuple[NDArray[np.int64], NDArray[np.int64]],
    end: NDArray[np.int64],
    predecessor: NDArray[np.int32],
    chosen: _Chosen,
    price: NDArray[np.float64] | None,
) -> Ways:
    """Sums along all ways at once, from their ends."""
    source, destination = places
    own = source[:, None] == destination
    edges = snapshot.edges
    delay, cost = np.zeros(end.shape), np.zeros(end.shape)
    links, media = np.zeros(end.shape, np.int32), np.zeros(end.shape, np.int8)
    row, column = np.nonzero((end >= 0) & ~own)
    node = end[row, column]
    while row.size:
        before = predecessor[row, node].astype(np.int64)
        going = before >= 0
        row, column, node, before = row[going], column[going], node[going], before[going]
        edge = chosen.find(before, node)
        delay[row, column] += edges.delay[edge]
        cost[row, column] += 0.0 if price is None else price[edge]
        links[row, column] += 1
        media[row, column] |= np.where(edges.kind[edge] == FIBRE, BY_FIBRE, BY_SATELLITE).astype(np.int8)
        node = before
    missing = (end < 0) & ~own
    delay[missing] = np.nan
    cost[missing] = np.nan
    if price is None:
        cost[:] = np.nan
    node_end = np.where(own, snapshot.satellites + source[:, None], end)
    return Ways(snapshot, source, destination, delay, cost, media, links, node_end, predecessor)


SPACE_KINDS = (SPACE, GROUND)
"""Kinds of edges of the way by satellites alone."""
