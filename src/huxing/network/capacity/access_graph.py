"""The graph of traffic that may go to any gateway: users, what satellites receive, relay and send down, gateways."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.network.capacity.dinic_kernel import edges_of_nodes
from huxing.network.capacity.fair import one_each
from huxing.network.capacity.links import LinkNumbers
from huxing.network.capacity.rates import LinkRates, checked_rates
from huxing.network.topology import Snapshot

_MODEL = "traffic to any gateway"
_MOST = 2**61
"""bit/s: sums of whole numbers stay below what 64 bits hold."""


@dataclass(frozen=True, eq=False)
class AccessGraph:
    """Nodes and edges; whole bits per second.

    Nodes: the source of all, users, satellites as receivers, as relays, as senders, gateways, the sink of all.

    Attributes:
        begin, edge: edges of each node.
        head: node at the end of each edge; 2k + 1 is the way back of 2k.
        capacity: of each edge, bit/s; 0 of the ways back.
        link: number of the link that edge 2k stands for, -1 for none, shape `(edge pair,)`.
        of_user: edge by which each user sends, shape `(user,)`.
        of_gateway: edge by which each gateway receives, shape `(gateway,)`.
        links: numbers of the links.
    """

    begin: NDArray[np.int64]
    edge: NDArray[np.int32]
    head: NDArray[np.int32]
    capacity: NDArray[np.int64]
    link: NDArray[np.int64]
    of_user: NDArray[np.int64]
    of_gateway: NDArray[np.int64]
    links: LinkNumbers

    @property
    def sink(self) -> int:
        """Number of the sink of all; the source of all is 0."""
        return self.begin.size - 2


def access_graph(
    snapshot: Snapshot, users: ArrayLike, gateways: ArrayLike, rates: LinkRates, supply: ArrayLike
) -> AccessGraph:
    """The graph of a snapshot.

    Args:
        snapshot: the network at one instant; its stations are users and gateways.
        users: indices of stations that send.
        gateways: indices of stations that receive.
        rates: of the links.
        supply: what each user has to send, bit/s, one number or `(user,)`.

    Returns:
        The graph.

    Raises:
        InputError: a station that is not there, twice, or both a user and a gateway; nothing that limits the flow.
        ShapeError, ModelRangeError: as `LinkRates`.

    Source:
        None: a definition.
    """
    sources = _stations(users, "user", snapshot.stations)
    sinks = _stations(gateways, "gateway", snapshot.stations)
    both = np.intersect1d(sources, sinks)
    if both.size:
        raise InputError(f"{_MODEL}: station {both[0]} is a user and a gateway; give two stations", given=int(both[0]))
    wished = one_each(checked_rates(supply, "supply"), sources.size, "supply")
    links = rates.numbers(snapshot)
    capacity = rates.capacity(links)
    tail, head, link = _edges(snapshot, links, sources, sinks)
    limit = np.where(link >= 0, capacity[np.maximum(link, 0)], np.inf)
    limit[: sources.size] = np.minimum(limit[: sources.size], wished)
    blocks = np.cumsum([0, sources.size, snapshot.satellites, snapshot.satellites, sinks.size])
    whole = _whole(limit, blocks)
    keep = whole > 0
    keep[: blocks[1]] = keep[blocks[3] : blocks[4]] = True
    place = np.cumsum(keep) - 1
    tails, heads = _both_ways(tail[keep], head[keep])
    capacities = np.zeros(heads.size, np.int64)
    capacities[::2] = whole[keep]
    begin, edge = edges_of_nodes(tails, 2 + sources.size + 3 * snapshot.satellites + sinks.size)
    of_user, of_gateway = 2 * place[: blocks[1]], 2 * place[blocks[3] : blocks[4]]
    return AccessGraph(begin, edge, heads, capacities, link[keep], of_user, of_gateway, links)


def _edges(
    snapshot: Snapshot, links: LinkNumbers, sources: NDArray[np.int64], sinks: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Tail, head and link of all edges: users, receivers, senders, gateways, then lasers and ground links."""
    n = snapshot.satellites
    user, receiver = 1, 1 + sources.size
    relay, sender, gateway = receiver + n, receiver + 2 * n, receiver + 3 * n
    space, place = np.arange(n), np.arange(sinks.size)
    parts = [
        (np.zeros(sources.size, np.int64), user + np.arange(sources.size), _of(links, "station up", sources)),
        (receiver + space, relay + space, _of(links, "satellite up", space)),
        (relay + space, sender + space, _of(links, "satellite down", space)),
        (gateway + place, np.full(sinks.size, gateway + sinks.size), _of(links, "station down", sinks)),
    ]
    satellite, port = np.nonzero(np.isfinite(snapshot.length) & (snapshot.neighbour >= 0))
    there = snapshot.neighbour[satellite, port].astype(np.int64)
    parts.append((relay + satellite, relay + there, satellite * links.ports + port))
    satellite, place, number = _ground(snapshot, links, sources, "up")
    parts.append((user + place, receiver + satellite, number))
    satellite, place, number = _ground(snapshot, links, sinks, "down")
    parts.append((sender + satellite, gateway + place, number))
    tail, head, link = (np.concatenate(column) for column in zip(*parts, strict=True))
    return tail, head, link


def _ground(
    snapshot: Snapshot, links: LinkNumbers, stations: NDArray[np.int64], way: str
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Satellite, place of the station among these, and link of what is in use; link -1 where it has no limit."""
    satellite, place = np.nonzero(np.isfinite(snapshot.ground_range[:, stations]))
    if not links.ground_links:
        return satellite, place, np.full(satellite.size, -1)
    return satellite, place, _of(links, f"ground link {way}", satellite * links.stations + stations[place])


def _both_ways(tail: NDArray[np.int64], head: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Tails and heads of edges, each followed by its way back."""
    pairs = np.stack([tail, head], axis=1).astype(np.int32)
    return np.ascontiguousarray(pairs.ravel()), np.ascontiguousarray(pairs[:, ::-1].ravel())


def _of(links: LinkNumbers, kind: str, place: NDArray[np.int64]) -> NDArray[np.int64]:
    return links.of_kind(kind).start + place


def _whole(limit: NDArray[np.float64], blocks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Whole bits per second; infinite limits become the least of what users, satellites and gateways let through."""
    most = min(float(limit[first:last].sum()) for first, last in itertools.pairwise(blocks.tolist()))
    if np.isinf(most):
        raise InputError(f"{_MODEL}: neither users nor satellites nor gateways have a limit; give supply or rates")
    if most >= _MOST:
        raise InputError(f"{_MODEL}: {most:.3g} bit/s in all is too much; give rates in bit/s")
    return np.floor(np.minimum(limit, most)).astype(np.int64)


def _stations(given: ArrayLike, name: str, stations: int) -> NDArray[np.int64]:
    chosen = np.atleast_1d(np.asarray(given))
    if chosen.size == 0:
        chosen = chosen.astype(np.int64)
    if chosen.ndim != 1 or chosen.dtype.kind not in "iu":
        raise InputError(f"{_MODEL}: {name}s are indices of stations, shape ({name},)", given=given)
    if chosen.size and (chosen.min() < 0 or chosen.max() >= stations):
        raise InputError(
            f"{_MODEL}: a {name} is not one of the stations 0 to {stations - 1}", given=chosen.tolist()[:8]
        )
    if np.unique(chosen).size < chosen.size:
        raise InputError(f"{_MODEL}: a station is a {name} twice; give each once", given=chosen.tolist()[:8])
    return chosen.astype(np.int64)
