"""The forwarding of all nodes at one time, and files of it: complete at first, then only what changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import FormatError
from huxing.network.interchange.dynamic_folder import state_files
from huxing.network.interchange.ground_algorithm import InterfaceNumbers
from huxing.network.interchange.hypatia_scenario import HypatiaScenario
from huxing.network.interchange.text_file import STATE_BYTES, measure_rows, number_rows, read_text

I4 = NDArray[np.int32]
_BLOCK = 500_000


@dataclass(frozen=True, eq=False)
class InterfaceBandwidth:
    """Shares of bandwidth of the interfaces for ground links, in the order of the first file.

    Attributes:
        node: shape `(interface,)`.
        interface: its number at the node, shape `(interface,)`.
        share: in the unit of the scenario's interfaces, shape `(interface,)`.
    """

    node: I4
    interface: I4
    share: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ForwardingState:
    """Where each node sends what is for each station; satellites are nodes 0 to n - 1, station g is node n + g.

    Attributes:
        time_ns: since the epoch of the element sets.
        next_hop: next node, -1 where there is no way and from a station to itself, shape `(node, station)`.
        interface: through which the node sends, -1 where `next_hop` is.
        next_interface: at which the next node receives, -1 where `next_hop` is.
        bandwidth: of interfaces for ground links; None where the folder has no files of them.
    """

    time_ns: int
    next_hop: I4
    interface: I4
    next_interface: I4
    bandwidth: InterfaceBandwidth | None = None

    @property
    def stations(self) -> int:
        """How many stations there are."""
        return self.next_hop.shape[1]

    @property
    def satellites(self) -> int:
        """How many satellites there are."""
        return self.next_hop.shape[0] - self.stations


def read_forwarding_state(folder: str | Path, scenario: HypatiaScenario | None = None) -> Iterator[ForwardingState]:
    """Read states one after the other, each complete.

    Args:
        folder: `dynamic_state_<step>ms_for_<T>s`, a scenario that holds one such folder, or any folder with
            `fstate_<ns>.txt`; files plain or with `.gz`.
        scenario: to compare with: numbers of nodes, links and interfaces; only within the files where left out.

    Yields:
        The state at each time, ascending; memory does not grow with the number of times.

    Raises:
        MissingDataError: no such folder, or a file that is missing; the message names it.
        FormatError: with file and line, what is wrong or where a file is cut.
        InputError: several folders of states.
        TooLargeError: more than a million times, or a file over 512 MB.

    Source:
        github.com/snkas/hypatia @ 0ac531c (MIT), satgenpy, dynamic_state (format only).
    """
    known = None if scenario is None else (len(scenario.sets), len(scenario.stations))
    numbers = None if scenario is None else InterfaceNumbers(scenario.links, scenario.own_interfaces)
    table: _Table | None = None
    shares: InterfaceBandwidth | None = None
    for time, path, bandwidth_path in state_files(Path(folder)):
        rows = number_rows(read_text(path, limit_bytes=STATE_BYTES), path, ",", 5)
        if table is None:
            table = _Table.complete(rows, path, known or _counts(rows, path))
        table.apply(rows, path, numbers)
        if bandwidth_path is not None:
            shares = _shares(bandwidth_path, shares, table.nodes)
        following, own, other = (part.copy() for part in table.parts)
        yield ForwardingState(time, following, own, other, shares)


def _counts(rows: I4, path: Path) -> tuple[int, int]:
    """Satellites and stations as a complete file shows them: destinations are the stations."""
    if not len(rows):
        raise FormatError("the first state is complete, this one is empty", source=path, line=1)
    first, last = int(rows[:, 1].min()), int(rows[:, 1].max())
    if first < 0:
        raise FormatError("a station's number is below 0", source=path, line=int(np.argmin(rows[:, 1])) + 1)
    return first, last - first + 1


class _Table:
    """The state so far, changed row by row."""

    def __init__(self, satellites: int, stations: int) -> None:
        self.satellites, self.stations = satellites, stations
        shape = (self.nodes, stations)
        self.parts = tuple(np.full(shape, -1, np.int32) for _ in range(3))

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return self.satellites + self.stations

    @classmethod
    def complete(cls, rows: I4, path: Path, counts: tuple[int, int]) -> _Table:
        """A table for a first file, which has a row for each node and station."""
        satellites, stations = counts
        wanted = satellites * stations + stations * (stations - 1)
        if len(rows) != wanted:
            what = "the file is cut" if len(rows) < wanted else "there are rows too many"
            raise FormatError(
                f"{what}: {satellites} satellites and {stations} stations take {wanted} rows, this has {len(rows)}",
                source=path,
                line=min(len(rows), wanted) + 1,
            )
        return cls(satellites, stations)

    def apply(self, rows: I4, path: Path, numbers: InterfaceNumbers | None) -> None:
        """Set what the rows say, after a look at them; in blocks, which keep memory low."""
        seen = np.zeros((self.nodes, self.stations), bool)
        for start in range(0, len(rows), _BLOCK):
            self._apply(_Refusal(rows[start : start + _BLOCK], path, start), seen, numbers)

    def _apply(self, refuse: _Refusal, seen: NDArray[np.bool_], numbers: InterfaceNumbers | None) -> None:
        node, destination, following, own, other = refuse.rows.T.astype(np.int64)
        station = destination - self.satellites
        refuse((node >= 0) & (node < self.nodes), f"nodes are 0 to {self.nodes - 1}")
        refuse((station >= 0) & (station < self.stations), f"stations are {self.satellites} to {self.nodes - 1}")
        refuse(node != destination, "a station does not forward to itself")
        refuse((following >= -1) & (following < self.nodes) & (following != node), "there is no such next node")
        none = following == -1
        refuse(np.where(none, (own == -1) & (other == -1), (own >= 0) & (other >= 0)), "no way is -1,-1,-1")
        key = node * self.stations + station
        once = np.zeros(len(key), bool)
        once[np.unique(key, return_index=True)[1]] = True
        refuse(once & ~seen[node, station], "this node and station stand in the file already")
        seen[node, station] = True
        if numbers is not None:
            expected = numbers.between(node, following)
            refuse((expected[0] >= 0) | none, "the scenario has no link between the node and the next one")
            refuse((own == expected[0]) & (other == expected[1]), "the scenario's interfaces have other numbers")
        for part, values in zip(self.parts, (following, own, other), strict=True):
            part[node, station] = values


class _Refusal:
    """Raises for the first row that breaks a rule."""

    def __init__(self, rows: NDArray[np.int32], path: Path, before: int = 0) -> None:
        self.rows, self._path, self._before = rows, path, before

    def __call__(self, good: NDArray[np.bool_], why: str) -> None:
        if not good.all():
            row = int(np.argmin(good))
            shown = ",".join(str(value) for value in self.rows[row].tolist())
            raise FormatError(f"'{shown}': {why}", source=self._path, line=self._before + row + 1)


def _shares(path: Path, before: InterfaceBandwidth | None, nodes: int) -> InterfaceBandwidth:
    """Bandwidths of a first file, or those before with the changes of a later one."""
    rows, share = measure_rows(read_text(path, limit_bytes=STATE_BYTES), path, ",", 2)
    refuse = _Refusal(rows, path)
    node, interface = rows.T
    refuse((node >= 0) & (node < nodes) & (interface >= 0), f"nodes are 0 to {nodes - 1}, interfaces from 0")
    key = _interface_key(node, interface)
    once = np.zeros(len(key), bool)
    once[np.unique(key, return_index=True)[1]] = True
    refuse(once, "this interface stands in the file already")
    if before is None:
        _require_every_node(node, nodes, path)
        return InterfaceBandwidth(node.copy(), interface.copy(), share)
    known = _interface_key(before.node, before.interface)
    order = np.argsort(known)
    found = order[np.minimum(np.searchsorted(known, key, sorter=order), len(known) - 1)]
    refuse(known[found] == key, "the first file has no such interface")
    changed = before.share.copy()
    changed[found] = share
    return InterfaceBandwidth(before.node, before.interface, changed)


def _interface_key(node: I4, interface: I4) -> NDArray[np.int64]:
    return node.astype(np.int64) << 32 | interface


def _require_every_node(node: I4, nodes: int, path: Path) -> None:
    missing = np.setdiff1d(np.arange(nodes), node)
    if missing.size:
        raise FormatError(
            f"the first file is complete, but node {missing[0]} has no interface in it: the file is cut",
            source=path,
            line=len(node) + 1,
        )
