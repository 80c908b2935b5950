"""The event list: a tournament over everything that may act, by the time of its next event.

A link delivers in order, so only its first packet can be next; a timer has one time. Each such entity is a leaf, and
the root is the earliest; equal times go to the lower number. The matches are played without a branch: a wrong guess of
the processor costs more than a whole level. Against a heap of four children this takes a quarter of the time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from huxing.network.packets import layout as at
from huxing.network.packets.compiled import allocating, inlined, kernel

Tree = NDArray[np.int64]


@inlined
def set_time(tree: Tree, entity: int, time: int) -> None:  # pragma: no cover - compiled
    """Give an entity's next event any time, `NEVER` for none."""
    place = (tree.shape[0] >> 1) + entity
    tree[place, at.TIME] = time
    winner = entity
    while place > 1:
        rival_time, rival = tree[place ^ 1, at.TIME], tree[place ^ 1, at.ENTITY]
        lost = (
            rival_time - time - (place & 1)
        ) >> 63  # all ones where the rival is earlier, or equal and of lower number
        time ^= (time ^ rival_time) & lost
        winner ^= (winner ^ rival) & lost
        place >>= 1
        tree[place, at.TIME] = time
        tree[place, at.ENTITY] = winner


@inlined
def bring_forward(tree: Tree, entity: int, time: int) -> None:  # pragma: no cover - compiled
    """Give an entity's next event a time no later than it had: done at the first match it loses."""
    place = (tree.shape[0] >> 1) + entity
    tree[place, at.TIME] = time
    while place > 1 and tree[place ^ 1, at.TIME] >= time + (place & 1):
        place >>= 1
        tree[place, at.TIME] = time
        tree[place, at.ENTITY] = entity


@kernel
def event_time(tree: Tree, entity: int) -> int:  # pragma: no cover - compiled
    """When an entity's next event is."""
    return tree[(tree.shape[0] >> 1) + entity, at.TIME]


@allocating
def build_tree(times: NDArray[np.int64]) -> Tree:  # pragma: no cover - compiled
    """Play all matches.

    Args:
        times: of each entity's next event, `NEVER` for none.

    Returns:
        The tree: leaf n + entity, its winner at 1.

    Raises:
        Nothing.

    Source:
        Tournament tree (tree selection): Knuth, The Art of Computer Programming, volume 3, section 5.2.3.
    """
    leaves = 1
    while leaves < times.size:
        leaves *= 2
    tree = np.empty((2 * leaves, 2), np.int64)
    tree[:, at.TIME] = at.NEVER
    for i in range(leaves):
        tree[leaves + i, at.ENTITY] = i
    tree[leaves : leaves + times.size, at.TIME] = times
    for i in range(leaves - 1, 0, -1):
        better = 2 * i if tree[2 * i, at.TIME] <= tree[2 * i + 1, at.TIME] else 2 * i + 1
        tree[i, at.TIME], tree[i, at.ENTITY] = tree[better, at.TIME], tree[better, at.ENTITY]
    return tree
