"""`isls.txt`, `description.txt` and `gsl_interfaces_info.txt` of a Hypatia folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import FormatError, InputError
from huxing.network.interchange.text_file import decimal_number, measure_rows, number_rows, text_rows
from huxing.network.topology import LinkTable, link_table

_GROUND, _SPACE = "max_gsl_length_m", "max_isl_length_m"
_LONGEST = 1e10


@dataclass(frozen=True)
class LengthLimits:
    """Greatest lengths of links to the ground and between satellites, m."""

    ground: float
    space: float


@dataclass(frozen=True, eq=False)
class GroundInterfaces:
    """Interfaces of each node towards the other side of ground links; satellites first, then stations.

    Attributes:
        count: how many, shape `(node,)`.
        bandwidth: of all of a node's together, in a unit that the format leaves open, shape `(node,)`.
    """

    count: NDArray[np.int32]
    bandwidth: NDArray[np.float64]


def parse_isls(content: bytes, path: Path, satellites: int, per_plane: int) -> LinkTable:
    """Read the links between satellites.

    Args:
        content: of `read_text`; may be empty.
        path: for messages.
        satellites: how many there are.
        per_plane: satellites of each plane, in order.

    Returns:
        The links in the file's order, which is that of the satellites' interfaces.

    Raises:
        FormatError: with line, a row that is not two numbers, the first not below the second, a satellite that is not
            there, or a link that is given again.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, isls (format only).
    """
    pairs = number_rows(content, path, " ", 2)
    _refuse((pairs < 0) | (pairs >= satellites), pairs, path, f"there are satellites 0 to {satellites - 1} only")
    _refuse(pairs[:, :1] >= pairs[:, 1:], pairs, path, "the first is below the second, which no other row repeats")
    key = pairs[:, 0].astype(np.int64) * satellites + pairs[:, 1]
    again = np.ones(len(key), bool)
    again[np.unique(key, return_index=True)[1]] = False
    _refuse(again[:, None], pairs, path, "this link stands in the file already")
    return link_table(satellites, pairs, pairs[:, 0] // per_plane != pairs[:, 1] // per_plane)


def _refuse(bad: NDArray[np.bool_], pairs: NDArray[np.int32], path: Path, why: str) -> None:
    rows = bad.any(axis=1)
    if rows.any():
        row = int(np.argmax(rows))
        raise FormatError(f"link '{pairs[row, 0]} {pairs[row, 1]}': {why}", source=path, line=row + 1)


def isls_bytes(links: LinkTable) -> bytes:
    """Write the links; the counterpart of `parse_isls`.

    Args:
        links: in the order of the satellites' interfaces.

    Returns:
        ASCII text, empty for no links.

    Raises:
        Nothing of its own.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, isls (format only).
    """
    return "".join(f"{low} {high}\n" for low, high in np.sort(links.pairs, axis=1).tolist()).encode()


def parse_description(content: bytes, path: Path) -> LengthLimits:
    """Read the greatest lengths.

    Args:
        content: of `read_text`.
        path: for messages.

    Returns:
        The lengths; keys beside these two are passed over.

    Raises:
        FormatError: with line, a line that is not `key=value`, a key missing or twice, or a length that is not above
            zero.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, description (format only).
    """
    found: dict[str, float] = {}
    for line, (key, value) in enumerate(text_rows(content, path, "=", 2), start=1):
        if key in found:
            raise FormatError(f"'{key}' is given again; keep one", source=path, line=line)
        if key in (_GROUND, _SPACE):
            found[key] = decimal_number(value, key, path, line, low=1e-9, high=_LONGEST)
    missing = [key for key in (_GROUND, _SPACE) if key not in found]
    if missing:
        raise FormatError(
            f"'{missing[0]}' is missing; write '{missing[0]}=<m>'", source=path, line=content.count(b"\n") + 1
        )
    return LengthLimits(found[_GROUND], found[_SPACE])


def description_bytes(limits: LengthLimits) -> bytes:
    """Write the greatest lengths; the counterpart of `parse_description`.

    Args:
        limits: m.

    Returns:
        ASCII text, ten decimals.

    Raises:
        InputError: a length that is not above zero and finite.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, description (format only).
    """
    for what, length in (("ground links", limits.ground), ("links between satellites", limits.space)):
        if not 1e-9 <= length <= _LONGEST:
            raise InputError(f"the greatest length of {what} is {length:g} m; give up to {_LONGEST:g}", given=length)
    return f"{_GROUND}={limits.ground:.10f}\n{_SPACE}={limits.space:.10f}\n".encode()


def parse_gsl_interfaces(content: bytes, path: Path, nodes: int) -> GroundInterfaces:
    """Read the interfaces of each node.

    Args:
        content: of `read_text`.
        path: for messages.
        nodes: satellites and stations together.

    Returns:
        The interfaces.

    Raises:
        FormatError: with line, a row that is not node, number and bandwidth, a node out of turn, too few or too many
            rows, no interface or no bandwidth.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, interfaces (format only).
    """
    whole, bandwidth = measure_rows(content, path, ",", 2)
    node, count = whole.T
    turn = np.arange(len(node))
    for good, why in (
        (node == turn, "nodes count from 0, satellites first"),
        (turn < nodes, f"the element sets and stations of the folder are {nodes} nodes; one of the files is cut"),
        (count >= 1, "a node has one interface at least"),
        (bandwidth > 0.0, "a bandwidth is above zero"),
    ):
        if not good.all():
            row = int(np.argmin(good))
            raise FormatError(f"node {node[row]}: {why}", source=path, line=row + 1)
    if len(node) < nodes:
        raise FormatError(
            f"the file is cut: {nodes} satellites and stations, but {len(node)} rows", source=path, line=len(node) + 1
        )
    return GroundInterfaces(count.copy(), bandwidth)


def gsl_interfaces_bytes(interfaces: GroundInterfaces) -> bytes:
    """Write the interfaces; the counterpart of `parse_gsl_interfaces`.

    Args:
        interfaces: of all nodes.

    Returns:
        ASCII text.

    Raises:
        Nothing of its own.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, interfaces (format only).
    """
    rows = enumerate(zip(interfaces.count.tolist(), interfaces.bandwidth.tolist(), strict=True))
    return "".join(f"{node},{count},{bandwidth:.6f}\n" for node, (count, bandwidth) in rows).encode()
