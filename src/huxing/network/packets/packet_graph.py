"""Small networks given link by link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange
from huxing.network.packets.packet_network import DELAY, EVERY, LOSS, RATE, ForwardingEpoch, PacketNetwork

_NODES = ModelRange("packets", "number of nodes of a graph", 1.0, 10_000.0, physical=True)
_NODE = ModelRange("packets", "node of a link", 0.0, 9_999.0, physical=True)


@dataclass(frozen=True)
class PacketLink:
    """A link in one direction.

    Attributes:
        source, target: nodes.
        rate: bit/s.
        delay: propagation, s.
        loss: probability that a packet is lost on it.
        loss_every: every so many packets one is lost; 0 for none.
    """

    source: int
    target: int
    rate: float
    delay: float
    loss: float = 0.0
    loss_every: int = 0

    def __post_init__(self) -> None:
        for node in (self.source, self.target):
            _NODE.whole(node)
        RATE.single(self.rate)
        DELAY.single(self.delay)
        LOSS.single(self.loss)
        EVERY.whole(self.loss_every)


def packet_graph(nodes: int, schedule: Sequence[tuple[float, Sequence[PacketLink]]]) -> PacketNetwork:
    """A network of single links, each with a port of its own, routed by least delay.

    Args:
        nodes: how many there are.
        schedule: times, s, the first 0, and the links that hold from then on. A port belongs to a pair of source and
            target for all times: ports are numbered in the order in which the pairs first appear.

    Returns:
        The network, all nodes being destinations. Of ways of equal delay, one is taken by a fixed rule.

    Raises:
        InputError: a node that is not there, a link twice, no epoch.

    Source:
        Dijkstra 1959, Numerische Mathematik 1, through scipy.
    """
    if not schedule:
        raise InputError("packets: a schedule without an epoch; give [(0.0, links)]")
    _NODES.whole(nodes)
    ports: dict[tuple[int, int], int] = {}
    for _, links in schedule:
        for link in links:
            ports.setdefault(_ends(link, nodes), len(ports))
    port_node = np.array([source for source, _ in ports], np.int32)
    epochs = [_epoch(nodes, start, links, ports) for start, links in schedule]
    return PacketNetwork(nodes, port_node, np.arange(nodes, dtype=np.int32), epochs)


def _ends(link: PacketLink, nodes: int) -> tuple[int, int]:
    for node in (link.source, link.target):
        if node not in range(nodes):
            raise InputError(f"packets: a link has node {node}; nodes are 0 to {nodes - 1}", given=node)
    return int(link.source), int(link.target)


def _epoch(nodes: int, start: float, links: Sequence[PacketLink], ports: dict[tuple[int, int], int]) -> ForwardingEpoch:
    port = np.array([ports[link.source, link.target] for link in links], np.int32)
    target = np.array([link.target for link in links], np.int32)
    delay, rate, loss, every = (
        np.array([getattr(link, name) for link in links], np.float64)
        for name in ("delay", "rate", "loss", "loss_every")
    )
    routes = _least_delay(nodes, links, delay)
    return ForwardingEpoch(start, port, target, delay, rate, routes, loss, every)


def _least_delay(nodes: int, links: Sequence[PacketLink], delay: NDArray[np.float64]) -> NDArray[np.int32]:
    """The link by which each node sends to each: the first one on a way of least delay."""
    routes = np.full((nodes, nodes), -1, np.int32)
    if not links:
        return routes
    source = np.array([link.source for link in links], np.int32)
    target = np.array([link.target for link in links], np.int32)
    weight = np.maximum(delay, 1e-12)  # zero would be no link to scipy; times are kept to 1 ps
    distance = dijkstra(csr_array((weight, (source, target)), shape=(nodes, nodes)))
    best = np.full((nodes, nodes), np.inf)
    for i in range(len(links)):
        through = weight[i] + distance[target[i]]
        better = through < best[source[i]]
        best[source[i], better], routes[source[i], better] = through[better], i
    routes[np.arange(nodes), np.arange(nodes)] = -1
    return routes
