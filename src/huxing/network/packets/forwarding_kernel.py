"""Next hops as next links: one pass over the routes of all satellites and stations."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from huxing.network.packets.compiled import kernel

Words = NDArray[np.int32]
Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]


@kernel
def mark_ground_links(
    next_hop: Words, first_hop: Words, satellites: int, down: Mask, up: Mask
) -> None:  # pragma: no cover - compiled
    """Mark the pairs of satellite and station that routes use, downwards and upwards, shape `(satellite, station)`."""
    for satellite in range(next_hop.shape[0]):
        for column in range(next_hop.shape[1]):
            if next_hop[satellite, column] >= satellites:
                down[satellite, next_hop[satellite, column] - satellites] = True
    for station in range(first_hop.shape[0]):
        for column in range(first_hop.shape[1]):
            if first_hop[station, column] >= 0:
                up[first_hop[station, column], station] = True


@kernel
def fill_next_links(
    next_hop: Words,
    first_hop: Words,
    neighbour: Words,
    length: Numbers,
    number: Words,
    down: Words,
    up: Words,
    next_link: Words,
) -> bool:  # pragma: no cover - compiled
    """Turn next hops into links; of several to one neighbour the shortest.

    Args:
        next_hop, first_hop: of the routes.
        neighbour, length: of the snapshot.
        number: of each port's link, -1 where it is not there, shape `(satellite, port)`.
        down, up: numbers of the ground links, -1 where they are not there, shape `(satellite, station)`.
        next_link: filled in, shape `(node, destination)`.

    Returns:
        Whether all links that routes use are there.

    Raises:
        Nothing.

    Source:
        Definition.
    """
    satellites, ports = neighbour.shape
    complete = True
    for satellite in range(satellites):
        for column in range(next_hop.shape[1]):
            hop, link = next_hop[satellite, column], -1
            if hop >= satellites:
                link = down[satellite, hop - satellites]
            elif hop >= 0:
                best = np.inf
                for port in range(ports):
                    found = neighbour[satellite, port] == hop and number[satellite, port] >= 0
                    if found and length[satellite, port] < best:
                        best, link = length[satellite, port], number[satellite, port]
            complete &= link >= 0 or hop < 0
            next_link[satellite, column] = link
    for station in range(first_hop.shape[0]):
        for column in range(first_hop.shape[1]):
            hop = first_hop[station, column]
            link = up[hop, station] if hop >= 0 else -1
            complete &= link >= 0 or hop < 0
            next_link[satellites + station, column] = link
    return complete


@kernel
def routes_fit(next_link: Words, port: Words, port_node: Words) -> bool:  # pragma: no cover - compiled
    """Whether every node sends by links that there are, and by its own."""
    for node in range(next_link.shape[0]):
        for column in range(next_link.shape[1]):
            link = next_link[node, column]
            if link < -1 or link >= port.size or (link >= 0 and port_node[port[link]] != node):
                return False
    return True
