"""What packets travel through: nodes, their ports, and links and routes that hold from one time to the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, numbers
from huxing.network.packets.forwarding_kernel import routes_fit

_MODEL = "packets"
_START = ModelRange(_MODEL, "start of a forwarding epoch", 0.0, 1e6, "s", physical=True)
NODES = ModelRange(_MODEL, "number of nodes", 1.0, 2.0**31 - 1, physical=True)
DELAY = ModelRange(_MODEL, "delay of a link", 0.0, 1e4, "s", physical=True)
RATE = ModelRange(_MODEL, "rate of a link", 1.0, 1e13, "bit/s", physical=True)
LOSS = ModelRange(_MODEL, "loss probability", 0.0, 1.0, physical=True)
EVERY = ModelRange(_MODEL, "packets from loss to loss", 0.0, 2.0**31, physical=True)


@dataclass(frozen=True, eq=False)
class ForwardingEpoch:
    """Links and routes from a time on. What is not listed is not there.

    Attributes:
        start: s.
        port: that each link leaves by, shape `(link,)`; a port may serve several links, one packet at a time.
        target: node at the other end, shape `(link,)`.
        delay: propagation, s, shape `(link,)`.
        rate: at which its port sends to it, bit/s, shape `(link,)`.
        next_link: by which a node sends to each destination, -1 where there is no way, shape `(node, destination)`.
        loss: probability that a packet is lost on the link, after it was sent, shape `(link,)`; none where left out.
        loss_every: every so many packets one is lost, 0 for none, shape `(link,)`; none where left out.
    """

    start: float
    port: NDArray[np.int32]
    target: NDArray[np.int32]
    delay: NDArray[np.float64]
    rate: NDArray[np.float64]
    next_link: NDArray[np.int32]
    loss: NDArray[np.float64] | None = None
    loss_every: NDArray[np.int64] | NDArray[np.float64] | None = None


@dataclass(frozen=True, eq=False)
class PacketNetwork:
    """Nodes, ports and what holds between them over time.

    Attributes:
        nodes: how many there are.
        port_node: node that each port belongs to, shape `(port,)`.
        destinations: nodes that can be sent to: the columns of `next_link`, shape `(destination,)`.
        epochs: in order of their starts, the first at 0. An iterator serves one simulation; a list any number.
    """

    nodes: int
    port_node: NDArray[np.int32]
    destinations: NDArray[np.int32]
    epochs: Iterable[ForwardingEpoch]

    def __post_init__(self) -> None:
        NODES.whole(self.nodes)
        for name, nodes in (("port_node", self.port_node), ("destinations", self.destinations)):
            array = _index(nodes, name)
            if array.size and not (array.min() >= 0 and array.max() < self.nodes):
                raise InputError(f"{_MODEL}: {name} has a node outside 0 to {self.nodes - 1}")
        if np.unique(self.destinations).size < np.size(self.destinations):
            raise InputError(f"{_MODEL}: a destination is listed twice")

    def column(self, node: int) -> int:
        """Where a node is among the destinations.

        Args:
            node: its number.

        Returns:
            The column of `next_link`.

        Raises:
            InputError: it is no destination.

        Source:
            None: a look-up.
        """
        found = np.flatnonzero(self.destinations == node)
        if not found.size:
            raise InputError(f"packets: nothing is routed to node {node}; make it a destination", given=node)
        return int(found[0])


def ordered(network: PacketNetwork, epoch: ForwardingEpoch) -> ForwardingEpoch:
    """A checked epoch with its links in the order of port and target, so that links of two epochs can be matched.

    Args:
        network: that it belongs to.
        epoch: as the caller gave it.

    Returns:
        The epoch with contiguous arrays, `loss` and `loss_every` filled in.

    Raises:
        ShapeError: arrays of different lengths, routes of another shape.
        InputError: a port, a node or a link that is not there; a link twice; a route by another node's link.
        ModelRangeError: a delay, rate or loss that cannot be.

    Source:
        None: checks.
    """
    start = _START.single(epoch.start)
    port, target = _index(epoch.port, "port"), _index(epoch.target, "target")
    links = port.size
    delay, rate = numbers(epoch.delay, "delay"), numbers(epoch.rate, "rate")
    loss = np.zeros(links) if epoch.loss is None else numbers(epoch.loss, "loss")
    every = np.zeros(links) if epoch.loss_every is None else numbers(epoch.loss_every, "loss_every")
    if {part.shape for part in (target, delay, rate, loss, every)} != {(links,)}:
        raise ShapeError(f"{_MODEL}: port, target, delay, rate, loss of an epoch have one value a link, here {links}")
    for limits, part in ((DELAY, delay), (RATE, rate), (LOSS, loss), (EVERY, every)):
        limits.check(part)
    if (every != np.floor(every)).any():
        raise InputError(f"{_MODEL}: loss_every is a whole number of packets, or 0", given=epoch.loss_every)
    _check_ends(network, port, target)
    key = (port.astype(np.int64) << 32) | target
    order = np.argsort(key, kind="stable")
    if (np.diff(key[order]) == 0).any():
        raise InputError(f"{_MODEL}: a link is listed twice at {epoch.start:g} s; list each port and target once")
    routes = _checked_routes(network, epoch, port)
    if (np.diff(order) < 0).any():
        place = np.empty(links + 1, np.int32)
        place[order], place[links] = np.arange(links, dtype=np.int32), -1
        routes = place[routes]
    return ForwardingEpoch(
        start,
        port[order],
        target[order],
        delay[order],
        rate[order],
        routes,
        loss[order],
        every[order].astype(np.int64),
    )


def _index(values: NDArray[np.int32], name: str) -> NDArray[np.int32]:
    array = np.asarray(values)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise ShapeError(f"{_MODEL}: {name} has one axis, of whole numbers; given {array.dtype} {array.shape}")
    return np.ascontiguousarray(array, np.int32)


def _check_ends(network: PacketNetwork, port: NDArray[np.int32], target: NDArray[np.int32]) -> None:
    ports = network.port_node.size
    if port.size and not (port.min() >= 0 and port.max() < ports):
        raise InputError(f"{_MODEL}: a link leaves by port {port.min()} or {port.max()}; ports are 0 to {ports - 1}")
    if target.size and not (target.min() >= 0 and target.max() < network.nodes):
        raise InputError(f"{_MODEL}: a link leads to a node outside 0 to {network.nodes - 1}")
    if (network.port_node[port] == target).any():
        raise InputError(f"{_MODEL}: a link leads from a node to itself")


def _checked_routes(network: PacketNetwork, epoch: ForwardingEpoch, port: NDArray[np.int32]) -> NDArray[np.int32]:
    given = np.asarray(epoch.next_link)
    if given.dtype.kind not in "iu":
        raise InputError(f"{_MODEL}: next_link holds numbers of links, not {given.dtype}")
    routes = np.ascontiguousarray(given, np.int32)
    shape = (network.nodes, network.destinations.size)
    if routes.shape != shape:
        raise ShapeError(f"{_MODEL}: next_link has shape {routes.shape}; (node, destination) is {shape}")
    if not routes_fit(routes, port, np.ascontiguousarray(network.port_node, np.int32)):
        raise InputError(f"{_MODEL}: next_link names, at {epoch.start:g} s, a link that is not there or another node's")
    return routes
