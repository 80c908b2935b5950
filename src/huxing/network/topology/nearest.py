"""Links to the nearest satellites at one instant, as far as terminals go."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, numbers
from huxing.network.topology.geometry_kernel import link_lengths
from huxing.network.topology.links import LinkTable, link_table
from huxing.network.topology.rules import LinkRule
from huxing.network.topology.terminals import in_order, take_links, terminal_counts

_NEAREST = ModelRange("nearest links", "number of neighbours", 1.0, 1e6, physical=True)
_ROWS_AT_ONCE = 4_000_000


def nearest_links(
    position: ArrayLike,
    *,
    terminals: ArrayLike = 4,
    nearest: int | None = None,
    rule: LinkRule | None = None,
    plane: NDArray[np.int64] | None = None,
    keep: LinkTable | None = None,
) -> LinkTable:
    """Links between satellites that are near each other at one instant.

    Two satellites are candidates where one is among the nearest of the other that geometry allows. The shortest
    candidate is taken first, then the next one whose two ends have a terminal free. Lengths equal to 1 mm go by number.

    Args:
        position: one frame for all, from the Earth's centre, m, shape `(satellite, 3)`; NaN for a satellite that is not
            there.
        terminals: links that a satellite can hold, one number or one each.
        nearest: neighbours that each satellite looks at; twice the largest number of terminals where left out. More
            make it likelier that a satellite whose nearest ones are taken finds another.
        rule: what geometry allows; 80 km of clearance where left out.
        plane: of each satellite, any numbers, which say which links join planes; none does where left out.
        keep: links that stand and stay; they use terminals first and come first in the table.

    Returns:
        The links, the kept ones first and then from the shortest to the longest.

    Raises:
        ShapeError: positions or planes of another shape.
        InputError: a number of terminals that is no whole number, kept links of other satellites.
        ModelRangeError: no neighbour to look at.

    Source:
        Greedy matching by weight (Preis 1999, STACS), with a limit at each satellite: no two satellites with a free
        terminal each would both be better off with a link to each other, among the candidates.
    """
    places = as_positions(position)
    count = len(places)
    free = terminal_counts(terminals, count)
    looked_at = 2 * int(free.max(initial=1)) or 1 if nearest is None else _NEAREST.whole(nearest)
    group = groups(plane, count)
    rows = np.arange(count)
    pairs, length = candidates(places, rows, rows, looked_at, rule or LinkRule(), group)
    return taken_links(pairs, length, free, group, keep)


def taken_links(
    pairs: NDArray[np.int64],
    length: NDArray[np.float64],
    free: NDArray[np.int64],
    group: NDArray[np.int64],
    keep: LinkTable | None,
) -> LinkTable:
    """A table of kept links and of the shortest candidates, while terminals are free.

    Args:
        pairs: candidates, lower satellite first, shape `(candidate, 2)`.
        length: m, shape `(candidate,)`.
        free: terminals of each satellite; used up in place.
        group: plane of each satellite: links between two are marked as crossing.
        keep: links that stay, or None.

    Returns:
        The table.

    Raises:
        InputError: kept links of other satellites, or more of them than terminals.

    Source:
        As `nearest_links`.
    """
    count = len(free)
    kept = np.empty((0, 2), np.int64) if keep is None else keep.pairs.astype(np.int64)
    if keep is not None:
        if keep.satellites != count:
            raise InputError(f"kept links are of {keep.satellites} satellites, there are {count}")
        over = np.flatnonzero(keep.degree > free)
        if over.size:
            raise InputError(f"satellite {over[0]} keeps more links than it has terminals")
        free -= keep.degree
        ends = np.sort(kept, axis=1)
        new = np.flatnonzero(~np.isin(pairs[:, 0] * count + pairs[:, 1], ends[:, 0] * count + ends[:, 1]))
        pairs, length = pairs[new], length[new]
    order = in_order(length, pairs)
    chosen = pairs[order][take_links(pairs[order], free)]
    joined = np.concatenate([kept, chosen])
    return link_table(count, joined, group[joined[:, 0]] != group[joined[:, 1]])


def candidates(
    position: NDArray[np.float64],
    ours: NDArray[np.int64],
    theirs: NDArray[np.int64],
    nearest: int,
    rule: LinkRule,
    group: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Pairs where one of `theirs` is among the nearest of one of `ours` that the rule allows.

    Args:
        position: m, shape `(satellite, 3)`.
        ours: satellites that look.
        theirs: satellites that are looked at.
        nearest: how many each looks at; those as far as the last of them to a millimetre go by number.
        rule: what geometry allows.
        group: plane of each satellite.

    Returns:
        Pairs, lower satellite first and each once, shape `(pair, 2)`, and their lengths, m.

    Raises:
        Nothing of its own.

    Source:
        k-d tree (scipy); the number asked for is doubled until enough of the answers are allowed.
    """
    from scipy.spatial import KDTree

    there = np.asarray(np.isfinite(position).all(axis=1))
    ours, theirs = ours[there[ours]], theirs[there[theirs]]
    found: list[NDArray[np.int64]] = []
    if len(ours) and len(theirs):
        tree = KDTree(position[theirs])
        limit = _farthest(position, ours, theirs, rule)
        asked, waiting = min(nearest + 2, len(theirs)), ours
        while len(waiting):
            found_now = []
            left = []
            for part in np.array_split(waiting, -(-len(waiting) * asked // _ROWS_AT_ONCE)):
                pairs, done = _nearest_of(tree, position, part, theirs, nearest, asked, rule, group, limit)
                found_now.append(pairs)
                left.append(part[~done])
            found += found_now
            waiting, asked = np.concatenate(left), min(2 * asked, len(theirs))
    pairs = np.concatenate(found) if found else np.empty((0, 2), np.int64)
    count = len(position)
    pairs = np.stack(np.divmod(np.unique(pairs.min(axis=1) * count + pairs.max(axis=1)), count), axis=1)
    return pairs, lengths(position, pairs, group, rule)


def lengths(
    position: NDArray[np.float64], pairs: NDArray[np.int64], group: NDArray[np.int64], rule: LinkRule
) -> NDArray[np.float64]:
    """Lengths of pairs, infinite where the rule forbids the link.

    Args:
        position: m, shape `(satellite, 3)`.
        pairs: shape `(pair, 2)`.
        group: plane of each satellite.
        rule: what geometry allows.

    Returns:
        m, shape `(pair,)`.

    Raises:
        Nothing of its own.

    Source:
        As a snapshot computes them, so that both agree to the last bit.
    """
    crossing = group[pairs[:, 0]] != group[pairs[:, 1]]
    return rule_lengths(position, pairs.astype(np.int32), crossing, rule)


def rule_lengths(
    position: NDArray[np.float64], pairs: NDArray[np.int32], crossing: NDArray[np.bool_], rule: LinkRule
) -> NDArray[np.float64]:
    """Lengths of links, infinite where the rule forbids one.

    Args:
        position: m, shape `(satellite, 3)`.
        pairs: shape `(link, 2)`.
        crossing: whether a link joins two planes, shape `(link,)`.
        rule: what geometry allows.

    Returns:
        m, shape `(link,)`.

    Raises:
        Nothing of its own.

    Source:
        `huxing.network.topology.geometry_kernel.link_lengths`.
    """
    up = np.ones(len(pairs), np.bool_)
    return link_lengths(position, pairs, crossing, up, rule.closest, rule.maximum_range, rule.polar_sine)


def as_positions(position: ArrayLike) -> NDArray[np.float64]:
    """Positions of satellites, checked.

    Args:
        position: m, shape `(satellite, 3)`.

    Returns:
        The array, of contiguous float64.

    Raises:
        ShapeError: another shape.
        InputError: not numbers.

    Source:
        None: a definition.
    """
    places = numbers(position, "position")
    if places.ndim != 2 or places.shape[1] != 3:
        raise ShapeError(f"positions have shape (satellite, 3); given {places.shape}")
    return np.ascontiguousarray(places)


def groups(plane: ArrayLike | None, count: int) -> NDArray[np.int64]:
    """Plane of each satellite; one plane for all where none is given.

    Args:
        plane: any whole numbers, shape `(satellite,)`, or None.
        count: how many satellites there are.

    Returns:
        Shape `(satellite,)`.

    Raises:
        ShapeError: another shape.

    Source:
        None: a definition.
    """
    if plane is None:
        return np.zeros(count, np.int64)
    given = np.asarray(plane)
    if given.shape != (count,) or given.dtype.kind not in "iu":
        raise ShapeError(f"planes are whole numbers, one for each of {count} satellites; given shape {given.shape}")
    return given.astype(np.int64)


def _farthest(
    position: NDArray[np.float64], ours: NDArray[np.int64], theirs: NDArray[np.int64], rule: LinkRule
) -> float:
    """A distance that no allowed link exceeds, m: the two tangents to the sphere that has to stay clear."""
    closest = rule.closest
    square = [np.sum(position[rows] ** 2, axis=1) for rows in (ours, theirs)]
    if closest <= 0.0 or min(part.min() for part in square) < closest**2:
        return min(rule.maximum_range, 2.0 * float(np.sqrt(max(part.max() for part in square))))
    return min(rule.maximum_range, sum(float(np.sqrt(part.max() - closest**2)) for part in square))


def _nearest_of(
    tree: object,
    position: NDArray[np.float64],
    ours: NDArray[np.int64],
    theirs: NDArray[np.int64],
    nearest: int,
    asked: int,
    rule: LinkRule,
    group: NDArray[np.int64],
    limit: float,
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Pairs of those of `ours` that are done with `asked` answers, and who is done."""
    far, index = tree.query(position[ours], k=np.arange(1, asked + 1), distance_upper_bound=limit * (1.0 + 1e-9))  # type: ignore[attr-defined]
    answered = index < len(theirs)
    partner = np.where(answered, theirs[np.minimum(index, len(theirs) - 1)], -1)
    rows = np.broadcast_to(ours[:, None], partner.shape)
    answered &= partner != rows
    length = np.full(partner.shape, np.inf)
    pairs = np.stack([rows[answered], partner[answered]], axis=1)
    length[answered] = lengths(position, pairs, group, rule)
    step = np.where(np.isfinite(length), np.rint(length * 1e3), np.inf)
    order = np.lexsort((partner, step), axis=1)
    step, partner = np.take_along_axis(step, order, axis=1), np.take_along_axis(partner, order, axis=1)
    last = step[:, nearest - 1] if asked >= nearest else np.full(len(ours), np.inf)
    exhausted = ~np.isfinite(far[:, -1]) | (asked == len(theirs))
    # as long as the farthest answer is no farther than the last one taken, another may be equally near
    done = exhausted | (np.isfinite(last) & (np.rint(far[:, -1] * 1e3) > last + 1.0))
    chosen = np.isfinite(step) & (np.arange(step.shape[1]) < nearest) & done[:, None]
    sources = np.broadcast_to(ours[:, None], partner.shape)
    return np.stack([sources[chosen], partner[chosen]], axis=1), done
