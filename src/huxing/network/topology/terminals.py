"""Laser terminals: how many links a satellite can hold at once, and which links are taken while terminals are free."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, numbers
from huxing.network.topology.links import LinkTable

_COUNT = ModelRange("laser terminals", "number of terminals", 0.0, 1e6, physical=True)


def terminal_counts(terminals: ArrayLike, satellites: int) -> NDArray[np.int64]:
    """Terminals of each satellite.

    Args:
        terminals: one whole number for all, or one each, shape `(satellite,)`.
        satellites: how many there are.

    Returns:
        Shape `(satellite,)`, the caller's own copy.

    Raises:
        ShapeError: neither one number nor one each.
        InputError: a fraction.
        ModelRangeError: a negative number.

    Source:
        None: a definition.
    """
    given = numbers(terminals, "number of terminals")
    _COUNT.check(given)
    if (given != np.floor(given)).any():
        raise InputError(f"terminals are whole numbers; given {terminals!r:.80}", given=terminals)
    if given.shape not in ((), (satellites,)):
        raise ShapeError(
            f"{satellites} satellites, but terminals have shape {given.shape}; give one number or one each"
        )
    return np.broadcast_to(given, (satellites,)).astype(np.int64)


def require_terminals(table: LinkTable, terminals: ArrayLike) -> None:
    """Refuse a table in which a satellite has more links than terminals.

    Args:
        table: links.
        terminals: one number for all satellites, or one each.

    Raises:
        InputError: the first satellite with too many links, by number.
        ShapeError: as `terminal_counts`.
        ModelRangeError: as `terminal_counts`.

    Source:
        None: a definition.
    """
    limit = terminal_counts(terminals, table.satellites)
    over = np.flatnonzero(table.degree > limit)
    if over.size:
        first = int(over[0])
        raise InputError(
            f"satellite {first} has {table.degree[first]} links but {limit[first]} terminals ({over.size} satellites "
            "have too many); take links away or give more terminals",
            given=int(table.degree[first]),
            accepted=int(limit[first]),
        )


def in_order(length: NDArray[np.float64], pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """The shortest links first; of links equal to a millimetre, those of the lower satellites.

    Args:
        length: m, shape `(link,)`.
        pairs: lower satellite first, shape `(link, 2)`.

    Returns:
        Order, shape `(link,)`.

    Raises:
        Nothing of its own.

    Source:
        None: a definition. Symmetric patterns have links that are equal but for the rounding of their positions.
    """
    return np.lexsort((pairs[:, 1], pairs[:, 0], np.rint(length * 1e3)))


@njit(cache=True, nogil=True, error_model="numpy")
def take_links(pairs: NDArray[np.int64], free: NDArray[np.int64]) -> NDArray[np.bool_]:  # pragma: no cover - compiled
    """Which pairs are taken when each takes a free terminal at both ends, in order; `free` is used up in place."""
    taken = np.zeros(len(pairs), np.bool_)
    for k in range(len(pairs)):
        a, b = pairs[k, 0], pairs[k, 1]
        if free[a] > 0 and free[b] > 0:
            free[a] -= 1
            free[b] -= 1
            taken[k] = True
    return taken
