"""Several paths for each flow: by routing again and again around what is already loaded, and through one satellite."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange
from huxing.network.capacity.bent_pipe_kernel import nearest_common, written_bent_pipes
from huxing.network.capacity.links import LinkNumbers
from huxing.network.capacity.paths import Paths, flow_ends, joined_paths, paths_of_routes
from huxing.network.capacity.rates import LinkRates
from huxing.network.routing import Routes, route
from huxing.network.topology import Snapshot

_MODEL = "paths of a flow"
_COUNT = ModelRange(_MODEL, "number of paths", 1.0, 1000.0, physical=True)
_STRENGTH = 10.0
"""How much longer than it is the most loaded link looks. 2 to 30 were tried on Kuiper's first shell: the best of four
paths' throughput grows up to about 10."""
_DEAD = 1e3
"""How much longer a link of rate 0 looks: it is taken only where there is no other."""


def spread_paths(
    snapshot: Snapshot,
    source: ArrayLike,
    destination: ArrayLike,
    rates: LinkRates,
    *,
    count: int = 4,
) -> Paths:
    """Several paths for each flow: the shortest, then others around the links that are loaded most.

    Args:
        snapshot: the network at one instant.
        source: station that sends, of each flow, shape `(flow,)`.
        destination: station that receives, shape `(flow,)`.
        rates: of the links.
        count: most paths of a flow; fewer where the same one is found again.

    Returns:
        The paths, the shortest of each flow first.

    Raises:
        InputError: a station that is not there, a flow from a station to itself.
        ShapeError: not one destination for each source; rates of another network.
        ModelRangeError: less than one path.

    Source:
        Routes of least weight over lengths that grow with the square of the load that the paths so far put on a link.
    """
    most = _COUNT.whole(count)
    begin, end = flow_ends(source, destination, snapshot.stations)
    links = rates.numbers(snapshot)
    capacity = rates.capacity(links)
    with np.errstate(divide="ignore"):
        each = np.where(capacity > 0.0, 1.0 / capacity, 0.0)
    ends = slice(links.of_kind("station up").start, links.of_kind("station down").stop)
    each[ends] = 0.0
    used, found = np.zeros(links.size), []
    for _ in range(most):
        share = used / max(used.max(initial=0.0), np.finfo(float).tiny)
        longer = np.where(capacity > 0.0, 1.0 + _STRENGTH * share**2, _DEAD)
        routes = routed(snapshot, links, longer, begin, end)
        paths = paths_of_routes(routes, snapshot, begin, end, links=links)
        found.append(paths)
        used += paths.load(np.ones(len(paths))) * each
    return joined_paths(found)


def routed(
    snapshot: Snapshot,
    links: LinkNumbers,
    longer: NDArray[np.float64],
    source: NDArray[np.int64],
    destination: NDArray[np.int64],
) -> Routes:
    """Routes over links that look longer than they are.

    Args:
        snapshot: the network at one instant.
        links: their numbers.
        longer: how many times, shape `(link,)`; those of stations alone do not matter.
        source: of the flows.
        destination: of the flows.

    Returns:
        Routes to the flows' destinations.

    Raises:
        InputError: a negative factor.

    Source:
        `route`.
    """
    shape = snapshot.ground_range.shape
    up, down = longer[links.of_kind("satellite up")][:, None], longer[links.of_kind("satellite down")][:, None]
    if links.ground_links:
        up = up * longer[links.of_kind("ground link up")].reshape(shape)
        down = down * longer[links.of_kind("ground link down")].reshape(shape)
    return route(
        snapshot,
        link_weight=snapshot.length * longer[links.of_kind("inter-satellite")].reshape(snapshot.length.shape),
        ground_weight=snapshot.ground_range * down,
        uplink_weight=snapshot.ground_range * up,
        destinations=np.unique(destination) if destination.size else None,
    )


def bent_pipe_paths(
    snapshot: Snapshot,
    source: ArrayLike,
    destination: ArrayLike,
    *,
    count: int = 1,
    links: LinkNumbers | None = None,
) -> Paths:
    """Paths up to one satellite and straight down again: what is possible without links between satellites.

    Args:
        snapshot: the network at one instant; its laser links are not used.
        source: station that sends, of each flow, shape `(flow,)`.
        destination: station that receives, shape `(flow,)`.
        count: most paths of a flow: through the satellites that make the way shortest.
        links: the links' numbers; those of the snapshot without ground links where left out.

    Returns:
        The paths, the shortest of each flow first. A flow whose ends see no satellite in common has none.

    Raises:
        InputError: a station that is not there, a flow from a station to itself.
        ShapeError: not one destination for each source.
        ModelRangeError: less than one path.

    Source:
        Definition of a bent pipe.
    """
    most = min(_COUNT.whole(count), max(snapshot.satellites, 1))
    begin, end = flow_ends(source, destination, snapshot.stations)
    numbered = links or LinkNumbers.of(snapshot)
    by_station = np.ascontiguousarray(snapshot.ground_range.T)
    chosen = nearest_common(by_station, begin, end, most)
    flow, rank = np.nonzero(chosen >= 0)
    each = 6 if numbered.ground_links else 4
    link = written_bent_pipes(begin[flow], end[flow], chosen[flow, rank], numbered.firsts, snapshot.stations, each)
    start = np.arange(flow.size + 1, dtype=np.int64) * each
    return Paths(numbered, begin.size, flow.astype(np.int64), start, link)
