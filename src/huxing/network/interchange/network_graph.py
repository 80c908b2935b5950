"""A network at one instant as a graph: nodes with places, edges with lengths, in plain arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError, ShapeError
from huxing.core.geodesy import itrf_to_geodetic
from huxing.core.model_range import numbers
from huxing.network.topology import Network, Snapshot

F8 = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class NetworkGraph:
    """Nodes and undirected edges.

    Attributes:
        time: UTC, None where it is not known.
        names: one of each node.
        is_station: whether a node is on the ground, shape `(node,)`; else it is a satellite.
        latitude: geodetic, rad, shape `(node,)`; NaN for a satellite that has no position.
        longitude: rad, shape `(node,)`; as latitude.
        altitude: above the ellipsoid, m, shape `(node,)`; as latitude.
        ends: nodes that an edge joins, shape `(edge, 2)`.
        length: m, shape `(edge,)`.
        rate: bit/s, NaN where it is not known, shape `(edge,)`.
    """

    time: np.datetime64 | None
    names: tuple[str, ...]
    is_station: NDArray[np.bool_]
    latitude: F8
    longitude: F8
    altitude: F8
    ends: NDArray[np.int32]
    length: F8
    rate: F8

    def __post_init__(self) -> None:
        nodes, edges = (len(self.names),), (len(self.ends),)
        found = [np.shape(part) for part in (self.is_station, self.latitude, self.longitude, self.altitude)]
        if found != [nodes] * 4:
            raise ShapeError(f"{nodes[0]} names, but kinds and places of shapes {found}")
        if np.shape(self.ends) != (*edges, 2) or np.shape(self.length) != edges or np.shape(self.rate) != edges:
            raise ShapeError(f"{edges[0]} edges, but lengths {np.shape(self.length)} and rates {np.shape(self.rate)}")
        outside = (self.ends < 0) | (self.ends >= nodes[0])
        if outside.any():
            raise InputError(f"an edge joins {self.ends[outside.any(axis=1)][0].tolist()} of {nodes[0]} nodes")
        if not (np.isfinite(self.length).all() and (self.length >= 0.0).all()):
            raise InputError("an edge's length is not a number of 0 m or more; leave out edges that are down")
        if (self.rate < 0.0).any() or np.isinf(self.rate).any():
            raise InputError("an edge's rate is below 0 or infinite; give NaN where it is not known")

    def __len__(self) -> int:
        return len(self.names)

    @property
    def delay(self) -> F8:
        """Time of light along each edge, s, shape `(edge,)`."""
        return self.length / SPEED_OF_LIGHT

    @property
    def is_ground(self) -> NDArray[np.bool_]:
        """Whether an edge has an end on the ground, shape `(edge,)`."""
        return np.asarray(self.is_station[self.ends].any(axis=1))


def network_graph(
    network: Network, snapshot: Snapshot, *, link_rate: ArrayLike | None = None, ground_rate: ArrayLike | None = None
) -> NetworkGraph:
    """A snapshot as a graph.

    Args:
        network: whose snapshot it is; for names and places.
        snapshot: of one instant.
        link_rate: through each port of a satellite, bit/s, shape `(satellite, port)`; of a link's two directions the
            lower counts.
        ground_rate: between satellite and station, bit/s, shape `(satellite, station)`.

    Returns:
        Satellites before stations; edges of links between satellites before those to the ground, each once.

    Raises:
        ShapeError: rates of another shape than the snapshot's links, or a snapshot of another network.
        InputError: a rate that is below 0 or infinite.

    Source:
        None: a definition.
    """
    satellites, stations = snapshot.satellites, snapshot.stations
    if (satellites, stations) != (len(network.topology), len(network.stations)):
        raise ShapeError(
            f"a snapshot of {satellites} satellites and {stations} stations; the network has "
            f"{len(network.topology)} and {len(network.stations)}"
        )
    node, port = np.nonzero(np.isfinite(snapshot.length))
    partner = snapshot.neighbour[node, port]
    rates = _rates(link_rate, snapshot.length, "link_rate")[node, port]
    ends, length, rate = _once(node, partner, snapshot.length[node, port], rates)
    above, below = np.nonzero(np.isfinite(snapshot.ground_range))
    ground = _rates(ground_rate, snapshot.ground_range, "ground_rate")[above, below]
    place = itrf_to_geodetic(snapshot.position)
    sites = network.stations
    return NetworkGraph(
        snapshot.time,
        (*network.topology.ephemeris.labels.tolist(), *sites.names),
        np.arange(satellites + stations) >= satellites,
        np.concatenate([place.latitude, sites.latitude]),
        np.concatenate([place.longitude, sites.longitude]),
        np.concatenate([place.height, sites.height]),
        np.concatenate([ends, np.stack([above, below + satellites], axis=1)]).astype(np.int32),
        np.concatenate([length, snapshot.ground_range[above, below]]),
        np.concatenate([rate, ground]),
    )


def _rates(given: ArrayLike | None, lengths: F8, name: str) -> F8:
    if given is None:
        return np.full(lengths.shape, np.nan)
    values = numbers(given, name)
    if values.shape != lengths.shape:
        raise ShapeError(f"{name} has shape {values.shape}; the snapshot's links have {lengths.shape}")
    return values


def _once(
    node: NDArray[np.int64], partner: NDArray[np.int32], length: F8, rate: F8
) -> tuple[NDArray[np.int64], F8, F8]:
    """Each link once, the lower number first, with the lower rate of its two directions."""
    low, high = np.minimum(node, partner), np.maximum(node, partner)
    order = np.lexsort((rate, high, low))  # an unknown rate comes last
    first = np.ones(order.size, bool)
    first[1:] = (low[order][1:] != low[order][:-1]) | (high[order][1:] != high[order][:-1])
    kept = order[first]
    return np.stack([low[kept], high[kept]], axis=1).astype(np.int64), length[kept], rate[kept]
