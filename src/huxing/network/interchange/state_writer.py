"""Writes forwarding and bandwidths time after time: all of them first, then only what changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.network.interchange.dynamic_folder import bandwidth_name, state_name
from huxing.network.interchange.forwarding_state import ForwardingState
from huxing.network.interchange.ground_algorithm import InterfaceNumbers
from huxing.network.interchange.hypatia_links import GroundInterfaces
from huxing.network.interchange.text_file import row_bytes
from huxing.network.routing import Routes

_UNWRITTEN = -2
_BLOCK = 500_000


def node_next_hops(routes: Routes) -> NDArray[np.int32]:
    """Next node of satellites and stations in one table.

    Args:
        routes: to all stations.

    Returns:
        -1 where there is no way and from a station to itself, shape `(node, station)`.

    Raises:
        InputError: routes to some of the stations only.

    Source:
        None: a definition.
    """
    stations = routes.first_hop.shape[0]
    if not np.array_equal(routes.destination, np.arange(stations)):
        raise InputError(f"routes lead to {len(routes.destination)} of {stations} stations; a state takes all of them")
    return np.concatenate([routes.next_hop, routes.first_hop])


def forwarding_state(routes: Routes, numbers: InterfaceNumbers, *, time_ns: int = 0) -> ForwardingState:
    """Routes as a state with interfaces.

    Args:
        routes: to all stations.
        numbers: of interfaces.
        time_ns: since the epoch of the element sets.

    Returns:
        The state.

    Raises:
        InputError: routes to some of the stations only, or between nodes without a link.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, dynamic_state.
    """
    hops = node_next_hops(routes)
    node = np.broadcast_to(np.arange(len(hops))[:, None], hops.shape).ravel()
    own, other = _interfaces(node, hops.ravel(), numbers)
    return ForwardingState(time_ns, hops, own.reshape(hops.shape), other.reshape(hops.shape))


def _interfaces(
    node: NDArray[np.int64], following: NDArray[np.int32], numbers: InterfaceNumbers
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    own, other = numbers.between(node, following.astype(np.int64))
    bad = (following >= 0) & (own < 0)
    if bad.any():
        row = int(np.argmax(bad))
        raise InputError(f"routes send from node {node[row]} to {following[row]}, but there is no link between them")
    return own, other


class StateWriter:
    """Keeps the state before, so that only changes are written; in blocks, which keep memory low."""

    def __init__(self, folder: Path, numbers: InterfaceNumbers, interfaces: GroundInterfaces, stations: int) -> None:
        self._folder, self._numbers, self._interfaces = folder, numbers, interfaces
        self._satellites = numbers.links.satellites
        self._hops = np.full((self._satellites + stations, stations), _UNWRITTEN, np.int32)
        self._hops[self._satellites + np.arange(stations), np.arange(stations)] = -1
        self._ground = _GroundShares(numbers, interfaces, stations)

    def write(self, time_ns: int, routes: Routes, paired: NDArray[np.float64] | None) -> None:
        """Write the files of one time.

        Args:
            time_ns: since the epoch.
            routes: to all stations.
            paired: ranges from satellites to the stations paired with them, infinite else; None where none are.

        Raises:
            InputError: as `forwarding_state`.
            OSError: the folder cannot be written.

        Source:
            github.com/snkas/hypatia @ 0ac531c, satgenpy, dynamic_state: satellites before stations, each to stations in
            their order.
        """
        hops = node_next_hops(routes)
        if hops.shape != self._hops.shape:
            raise InputError(
                f"routes have shape {hops.shape}; the scenario's nodes and stations are {self._hops.shape}"
            )
        step = max(1, _BLOCK // max(hops.shape[1], 1))
        with (self._folder / state_name(time_ns)).open("wb") as stream:
            for start in range(0, len(hops), step):
                stream.write(row_bytes(self._changes(hops, start, start + step), ","))
        with (self._folder / bandwidth_name(time_ns)).open("wb") as stream:
            stream.writelines(self._ground.changes(paired))
        self._hops = hops

    def _changes(self, hops: NDArray[np.int32], start: int, stop: int) -> NDArray[np.int32]:
        """Rows of the nodes from start to before stop whose next hop is another one than before."""
        changed = np.flatnonzero(hops[start:stop] != self._hops[start:stop])
        node, station = np.divmod(changed, hops.shape[1])
        node += start
        following = hops[node, station]
        own, other = _interfaces(node, following, self._numbers)
        return np.stack([node, station + self._satellites, following, own, other], axis=1).astype(np.int32)


class _GroundShares:
    """Bandwidth of each interface for ground links, and which have changed."""

    def __init__(self, numbers: InterfaceNumbers, interfaces: GroundInterfaces, stations: int) -> None:
        count = interfaces.count.astype(np.int64)
        self._satellites, self._stations = len(count) - stations, stations
        self._node = np.repeat(np.arange(len(count)), count)
        first = np.concatenate([[0], np.cumsum(count)])[:-1]
        own = np.concatenate([numbers.links.degree, np.zeros(stations, np.int64)])
        self._interface = np.arange(len(self._node)) - np.repeat(first, count) + np.repeat(own, count)
        self._first = first
        self._even = np.repeat(interfaces.bandwidth / count, count)
        self._whole = np.repeat(interfaces.bandwidth, count)
        self._before: NDArray[np.float64] | None = None

    def changes(self, paired: NDArray[np.float64] | None) -> Iterator[bytes]:
        """Rows of what changed since the call before; at the first call, all."""
        shares = self._even if paired is None else self._paired(paired)
        changed = np.arange(len(shares)) if self._before is None else np.flatnonzero(shares != self._before)
        self._before = shares
        for start in range(0, len(changed), _BLOCK):
            block = changed[start : start + _BLOCK]
            columns = (column[block].tolist() for column in (self._node, self._interface, shares))
            rows = zip(*columns, strict=True)
            yield "".join(f"{node},{interface},{share:.6f}\n" for node, interface, share in rows).encode()

    def _paired(self, ranges: NDArray[np.float64]) -> NDArray[np.float64]:
        """Paired interfaces share the node's bandwidth; one that is not paired has all of it, to empty its queue."""
        shares = self._whole.copy()
        satellite, station = np.nonzero(np.isfinite(ranges))
        share = 1.0 / np.bincount(satellite, minlength=self._satellites)[satellite]
        shares[self._first[satellite] + station] *= share
        shares[self._first[self._satellites + station]] *= share
        return shares
