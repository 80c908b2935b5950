"""Several paths between two stations that share no link, or no satellite: what one failure cannot take together."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange
from huxing.network.routing.disjoint_kernel import unit_flow
from huxing.network.routing.route import checked_weights
from huxing.network.routing.routes import station_number
from huxing.network.topology import Snapshot

Apart = Literal["link", "satellite"]
_COUNT = ModelRange("disjoint paths", "number of paths", 1.0, 1e9, physical=True)


def disjoint_paths(
    snapshot: Snapshot,
    source: int,
    destination: int,
    count: int,
    *,
    apart: Apart = "link",
    link_weight: ArrayLike | None = None,
    ground_weight: ArrayLike | None = None,
    uplink_weight: ArrayLike | None = None,
) -> list[NDArray[np.int32]]:
    """The paths without common links, or satellites, whose total weight is least.

    Args:
        snapshot: the network at one instant.
        source: index of the station that sends.
        destination: index of the station that receives.
        count: how many paths are wanted.
        apart: 'link': no link is used twice in one direction; 'satellite': no satellite is used twice.
        link_weight: as in `route`; the lengths where left out.
        ground_weight: as in `route`.
        uplink_weight: as in `route`.

    Returns:
        At most `count` paths as node numbers, both ends included, the lightest first; fewer where the network has no
        more, none where there is no way.

    Raises:
        InputError: a station that is not there or one station twice, an unknown `apart`, a weight that is negative or
            not a number.
        ModelRangeError: a count below 1.
        ShapeError: weights of another shape.

    Source:
        Suurballe 1974, Networks 4(2); successive shortest paths: Ahuja, Magnanti, Orlin 1993, section 9.7.
    """
    stations = snapshot.stations
    source, destination = station_number(source, stations), station_number(destination, stations)
    if source == destination:
        raise InputError(f"station {source} is both ends; give two stations", given=source)
    if apart not in ("link", "satellite"):
        raise InputError(f"paths apart by '{apart}' are not known; take 'link' or 'satellite'", given=apart)
    wanted = min(_COUNT.whole(count), snapshot.satellites)  # each path has an uplink of its own
    link, down, up = checked_weights(snapshot, link_weight, ground_weight, uplink_weight)
    tail, head, cost = _arcs(snapshot, link, down[:, destination], up[:, source], apart)
    flow = _flow(tail, head, cost, 2 * snapshot.satellites, wanted)
    return _walked(flow, tail, head, cost, snapshot.satellites, source, destination)


def _arcs(
    snapshot: Snapshot,
    link: NDArray[np.float64],
    down: NDArray[np.float64],
    up: NDArray[np.float64],
    apart: Apart,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Arcs that a path may use. Satellite v is node 2 v where it receives and 2 v + 1 where it sends; the source is
    node 2 n, the destination 2 n + 1. Where links are to be apart, receiving leads to sending as often as links do."""
    n = snapshot.satellites
    sat, port = np.nonzero((snapshot.neighbour >= 0) & np.isfinite(link))
    rising, falling = np.flatnonzero(np.isfinite(up)), np.flatnonzero(np.isfinite(down))
    inner = np.repeat(np.arange(n), 1 if apart == "satellite" else snapshot.neighbour.shape[1] + 1)
    tail = np.concatenate([2 * sat + 1, np.full(rising.size, 2 * n), 2 * falling + 1, 2 * inner])
    head = np.concatenate(
        [
            2 * snapshot.neighbour[sat, port].astype(np.int64),
            2 * rising,
            np.full(falling.size, 2 * n + 1),
            2 * inner + 1,
        ]
    )
    cost = np.concatenate([link[sat, port], up[rising], down[falling], np.zeros(inner.size)])
    return tail.astype(np.int64), head.astype(np.int64), cost


def _flow(
    tail: NDArray[np.int64], head: NDArray[np.int64], cost: NDArray[np.float64], source: int, count: int
) -> NDArray[np.bool_]:
    """Which arcs the least flow of up to `count` units uses."""
    arcs = tail.size
    both_tail, both_head = np.concatenate([tail, head]), np.concatenate([head, tail])
    order = np.argsort(both_tail, kind="stable")
    place = np.empty(2 * arcs, np.int64)
    place[order] = np.arange(2 * arcs)
    back = place[(order + arcs) % (2 * arcs)]
    room = (order < arcs).astype(np.int8)
    start = np.searchsorted(both_tail[order], np.arange(source + 3))
    both_cost = np.concatenate([cost, -cost])[order]
    unit_flow(start, both_head[order], both_tail[order], both_cost, room, back, source, source + 1, count)
    return np.asarray(room[place[:arcs]] == 0)


def _walked(
    used: NDArray[np.bool_],
    tail: NDArray[np.int64],
    head: NDArray[np.int64],
    cost: NDArray[np.float64],
    satellites: int,
    source: int,
    destination: int,
) -> list[NDArray[np.int32]]:
    """The flow taken apart into paths, the lightest first."""
    following: dict[int, list[tuple[int, float]]] = {}
    for arc in np.flatnonzero(used)[::-1]:
        following.setdefault(int(tail[arc]), []).append((int(head[arc]), float(cost[arc])))
    paths = []
    while following.get(2 * satellites):
        nodes, total, here = [satellites + source], 0.0, 2 * satellites
        while here != 2 * satellites + 1:
            here, weight = following[here].pop()
            total += weight
            if here < 2 * satellites and here % 2 == 0:
                nodes.append(here // 2)
        paths.append((total, [*nodes, satellites + destination]))
    return [np.array(nodes, dtype=np.int32) for _, nodes in sorted(paths)]
