"""Which satellites have a link with each other, as pairs and as tables of neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange

PORTS = 4
"""Tables of neighbours are a multiple of this wide: the sweeping kernel takes so many neighbours at once."""

_SATELLITES = ModelRange("links", "number of satellites", 0.0, 2.0**31 - 1, physical=True)


@dataclass(frozen=True, eq=False)
class LinkTable:
    """Links between satellites, each both ways.

    Attributes:
        satellites: how many there are.
        pairs: satellites at the two ends, shape `(link, 2)`; their order is that of the satellites' interfaces.
        cross_plane: whether a link joins two planes, shape `(link,)`.
    """

    satellites: int
    pairs: NDArray[np.int32]
    cross_plane: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if self.pairs.ndim != 2 or self.pairs.shape[1] != 2 or self.cross_plane.shape != (len(self.pairs),):
            raise ShapeError(
                f"links have shape (link, 2) and (link,); given {self.pairs.shape}, {self.cross_plane.shape}"
            )
        if self.pairs.dtype.kind not in "iu":
            raise ShapeError(f"links are whole numbers; given {self.pairs.dtype}: link_table makes a table of pairs")
        _require_there(self.pairs, self.satellites)

    def __len__(self) -> int:
        return len(self.pairs)

    @cached_property
    def degree(self) -> NDArray[np.int64]:
        """Links of each satellite, shape `(satellite,)`."""
        return np.bincount(self.pairs.ravel(), minlength=self.satellites)

    @property
    def neighbour(self) -> NDArray[np.int32]:
        """Satellite at the other end of each port, -1 where unused, shape `(satellite, port)`."""
        return self._ports[0]

    @property
    def link(self) -> NDArray[np.int32]:
        """Index of the pair at each port, -1 where unused, shape `(satellite, port)`."""
        return self._ports[1]

    @cached_property
    def _ports(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        widest = max(int(self.degree.max(initial=0)), 1)
        shape = (self.satellites, -(-widest // PORTS) * PORTS)
        neighbour, link = np.full(shape, -1, np.int32), np.full(shape, -1, np.int32)
        ends = self.pairs.ravel()
        others = self.pairs[:, ::-1].ravel()
        order = np.argsort(ends, kind="stable")
        first = np.concatenate([[0], np.cumsum(self.degree)])[:-1]
        port = np.arange(ends.size) - first[ends[order]]
        neighbour[ends[order], port] = others[order]
        link[ends[order], port] = (order // 2).astype(np.int32)
        return neighbour, link


def link_table(satellites: int, pairs: ArrayLike, cross_plane: ArrayLike | None = None) -> LinkTable:
    """A table from pairs, checked.

    Args:
        satellites: how many there are.
        pairs: whole numbers from 0, shape `(link, 2)`; each pair once.
        cross_plane: whether a link joins two planes, shape `(link,)`; none does where left out.

    Returns:
        The table.

    Raises:
        ShapeError: not pairs, or not one flag each.
        InputError: a satellite that is not there, a link from a satellite to itself, or a pair given twice.
        ModelRangeError: a number of satellites that is none.

    Source:
        None: a definition.
    """
    count = _SATELLITES.whole(satellites)
    try:
        given = np.asarray(pairs)
    except ValueError as error:
        raise ShapeError(f"links are pairs of whole numbers, shape (link, 2); given {pairs!r:.80}") from error
    if given.size == 0:
        given = np.empty((0, 2), np.int32)
    if given.ndim != 2 or given.shape[1] != 2 or given.dtype.kind not in "iu":
        raise ShapeError(f"links are whole numbers of shape (link, 2); given {given.dtype} of shape {given.shape}")
    flags = np.zeros(len(given), bool) if cross_plane is None else np.asarray(cross_plane)
    if flags.shape != (len(given),) or (flags.size and flags.dtype.kind not in "biu"):
        raise ShapeError(f"{len(given)} links, but cross_plane is {flags.dtype} {flags.shape}; give one flag for each")
    _require_there(given, count)  # before the numbers are cut to 32 bits
    low, high = np.minimum(given[:, 0], given[:, 1]), np.maximum(given[:, 0], given[:, 1])
    key = low.astype(np.int64) * count + high
    again = np.ones(len(key), bool)
    again[np.unique(key, return_index=True)[1]] = False
    if again.any():
        row = int(np.flatnonzero(again)[0])
        raise InputError(f"link {row} joins {_named(given[row])} again; give each pair once", given=row)
    return LinkTable(count, np.ascontiguousarray(given, np.int32), flags.astype(bool))


def _require_there(pairs: NDArray[np.integer], satellites: int) -> None:
    outside = ((pairs < 0) | (pairs >= satellites)).any(axis=1)
    if outside.any():
        row = int(np.flatnonzero(outside)[0])
        raise InputError(
            f"link {row} joins {_named(pairs[row])}, but there are satellites 0 to {satellites - 1} only", given=row
        )
    loops = pairs[:, 0] == pairs[:, 1]
    if loops.any():
        row = int(np.flatnonzero(loops)[0])
        raise InputError(f"link {row} joins satellite {pairs[row, 0]} to itself; give two satellites", given=row)


def _named(pair: NDArray[np.integer]) -> str:
    return f"satellites {pair[0]} and {pair[1]}"
