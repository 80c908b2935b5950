"""The most traffic between users and any of the gateways at one instant, exactly, with the cut that proves it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.network.capacity.access_graph import AccessGraph, access_graph
from huxing.network.capacity.dinic_kernel import augment, reached
from huxing.network.capacity.links import LinkNumbers
from huxing.network.capacity.rates import LinkRates
from huxing.network.topology import Snapshot


@dataclass(frozen=True, eq=False)
class AccessFlow:
    """The most traffic from users to gateways.

    Attributes:
        total: bit/s.
        bound: capacity of a cut between users and gateways, bit/s: nothing carries more. It is the total, but for
            fractions of a bit per second.
        sent: of each user, bit/s, shape `(user,)`.
        received: of each gateway, bit/s, shape `(gateway,)`.
        load: of each link, bit/s, shape `(link,)`.
        cut: links that hold the total down, their numbers; users that send all they have are not among them.
        links: what the numbers mean.
    """

    total: float
    bound: float
    sent: NDArray[np.float64]
    received: NDArray[np.float64]
    load: NDArray[np.float64]
    cut: NDArray[np.int64]
    links: LinkNumbers


def greatest_flow(
    snapshot: Snapshot, users: ArrayLike, gateways: ArrayLike, rates: LinkRates, *, supply: ArrayLike = np.inf
) -> AccessFlow:
    """The most traffic from users to gateways, whichever gateway each bit goes to.

    Traffic from gateways to users is the same with the rates of both directions exchanged.

    Args:
        snapshot: the network at one instant; its stations are users and gateways.
        users: indices of stations that send.
        gateways: indices of stations that receive.
        rates: of the links: users' beams are `satellite_up`, the feeder link is `satellite_down`, one antenna is
            `ground_down`, all antennas of a gateway are `station_down`. With `inter_satellite=0` each satellite is a
            bent pipe.
        supply: what each user has to send, bit/s, one number or shape `(user,)`.

    Returns:
        The flow; every bit goes over links that have room for it, satellites and gateways do not store.

    Raises:
        InputError: a station that is not there, given twice, or both a user and a gateway; nothing that limits the
            flow.
        ShapeError, ModelRangeError: as `LinkRates`.

    Source:
        Ford and Fulkerson 1956 (greatest flow and smallest cut); Dinic 1970.
    """
    graph = access_graph(snapshot, users, gateways, rates, supply)
    free = graph.capacity.copy()
    total = augment(graph.begin, graph.edge, graph.head, free, 0, graph.sink)
    return flow_of(graph, free, total)


def flow_of(graph: AccessGraph, free: NDArray[np.int64], total: int) -> AccessFlow:
    """What a graph carries.

    Args:
        graph: of a snapshot.
        free: what its edges can still take.
        total: of the flow, bit/s.

    Returns:
        The flow.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    carried = (graph.capacity[::2] - free[::2]).astype(np.float64)
    named = graph.link >= 0
    load = np.asarray(np.bincount(graph.link[named], carried[named], minlength=graph.links.size), np.float64)
    side = reached(graph.begin, graph.edge, graph.head, free, 0)
    tail = graph.head[1::2]
    across = side[tail] & ~side[graph.head[::2]]
    cut = graph.link[across & named]
    inner = cut[(cut < graph.links.of_kind("station up").start) | (cut >= graph.links.of_kind("station up").stop)]
    return AccessFlow(
        float(total), float(graph.capacity[::2][across].sum()), carried[graph.of_user // 2],
        carried[graph.of_gateway // 2], load, np.sort(inner), graph.links,
    )  # fmt: skip
