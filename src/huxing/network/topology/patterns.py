"""Link patterns: who is joined to whom, said by offsets in rank and plane and repeated for every satellite."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError, TooLargeError
from huxing.network.topology.links import LinkTable, link_table
from huxing.network.topology.plus_grid import SEAMS, Seam
from huxing.network.topology.terminals import require_terminals
from huxing.orbit import Constellation, Shell
from huxing.orbit.design import MAX_SATELLITES
from huxing.orbit.neighbours import WIDEST_GAP

ELEMENTS = ("rank", "plane")
"""What an expression may name: the satellite's number in its plane, and that of its plane, both from 0."""

_DEEPEST = 32
_MOST_LINKS = 20_000_000


@dataclass(frozen=True)
class Mod:
    """The remainder of a division, 0 or more for a positive divisor.

    Attributes:
        dividend: an expression.
        divisor: an expression.
    """

    dividend: Expression
    divisor: Expression
    depth: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        depth = 1 + max(_depth(self.dividend), _depth(self.divisor))
        if depth > _DEEPEST:
            raise InputError(f"an expression is nested more than {_DEEPEST} deep; write it shorter", given=depth)
        object.__setattr__(self, "depth", depth)


Expression = int | str | Mod
"""A whole number, 'rank', 'plane', or a remainder of expressions."""


@dataclass(frozen=True)
class Condition:
    """Two expressions that have to be equal for a satellite to start a link.

    Attributes:
        left: an expression.
        right: an expression.
    """

    left: Expression
    right: Expression

    def __post_init__(self) -> None:
        _depth(self.left)
        _depth(self.right)

    def holds(self, rank: NDArray[np.int64], plane: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Where the condition is met.

        Args:
            rank: number of each satellite in its plane, from 0.
            plane: number of its plane, from 0; broadcasts.

        Returns:
            True where met, of the common shape.

        Raises:
            InputError: a division by zero.

        Source:
            draft-piraux-space-constellation-code-01, section 6.1.4.
        """
        left, right = (_value(side, rank, plane) for side in (self.left, self.right))
        return np.broadcast_to(left == right, np.broadcast_shapes(rank.shape, plane.shape))


@dataclass(frozen=True)
class LinkPattern:
    """A link that every satellite starts where all conditions are met.

    Attributes:
        rank_offset: how many satellites ahead in the plane the partner is.
        plane_offset: how many planes on it is.
        conditions: all have to be met; none where empty.
    """

    rank_offset: int = 0
    plane_offset: int = 0
    conditions: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        for name in ("rank_offset", "plane_offset"):
            _whole(f"{name} of a link pattern", getattr(self, name))
        if self.rank_offset == 0 and self.plane_offset == 0:
            raise InputError("a link pattern needs a rank_offset or a plane_offset other than 0", given=self)
        if not all(isinstance(condition, Condition) for condition in self.conditions):
            raise InputError(f"conditions of a link pattern are Condition objects; given {self.conditions!r:.80}")


def motif(first: tuple[int, int], second: tuple[int, int]) -> tuple[LinkPattern, LinkPattern]:
    """Two neighbours that every satellite reaches for, so that each has four links.

    Args:
        first: offsets in rank and plane.
        second: another one, which is not the same link seen from its other end.

    Returns:
        The patterns.

    Raises:
        InputError: an offset of (0, 0), or the same link twice.

    Source:
        Bhattacherjee and Singla 2019, CoNEXT, "Network topology design at 27,000 km/hour" (10.1145/3359989.3365407):
        one motif repeated over the whole shell, here in the offsets of the constellation code.
    """
    patterns = (LinkPattern(*first), LinkPattern(*second))
    if second in (first, (-first[0], -first[1])):
        raise InputError(f"the motif {first}, {second} is one link, seen from both ends; give two", given=second)
    return patterns


def links_of_patterns(
    planes: int,
    per_plane: int,
    patterns: Sequence[LinkPattern],
    *,
    phasing: int = 0,
    wrap_planes: bool = True,
    terminals: int | None = None,
) -> LinkTable:
    """Links of one shell.

    Each pattern is applied to every satellite; a link that several satellites start counts once. Satellite k of plane p
    has the number p * per_plane + k.

    Args:
        planes: number of planes.
        per_plane: satellites of each.
        patterns: in the order of the satellites' interfaces.
        phasing: ranks by which a partner is moved on each time its plane wraps around to the first: the phasing
            factor of a Walker shell whose planes are each set off by 1/T turns times it.
        wrap_planes: whether the last plane is joined to the first; else links over that seam are left out.
        terminals: refuse links beyond so many at a satellite.

    Returns:
        The links, in the order of satellites and then of patterns.

    Raises:
        InputError: a pattern that joins a satellite to itself, a division by zero in a condition, more links than
            terminals.
        TooLargeError: more than a million satellites, or 20 million links.

    Source:
        draft-piraux-space-constellation-code-01 (2 March 2026), section 6, whose `link_patterns` are also those of -02;
        later copies write hyphens, and say the same.
    """
    shape = (_whole("planes", planes), _whole("per_plane", per_plane))
    if min(shape) < 1 or shape[0] * shape[1] > MAX_SATELLITES:
        raise TooLargeError(f"{planes} planes of {per_plane}; give 1 to {MAX_SATELLITES:,} satellites", given=shape)
    pairs, cross = _pairs(shape, patterns, _whole("phasing", phasing), wrap_planes)
    table = link_table(shape[0] * shape[1], pairs, cross)
    if terminals is not None:
        require_terminals(table, terminals)
    return table


def links_of_shells(
    satellites: Constellation,
    patterns: Sequence[LinkPattern] | Sequence[Sequence[LinkPattern]],
    *,
    seam: Seam = "auto",
    terminals: int | None = None,
) -> LinkTable:
    """Links of a constellation, shell by shell; see `links_of_patterns`.

    Args:
        satellites: a design; the planes of a shell have the same number of satellites.
        patterns: for all shells, or a list of them for each shell.
        seam: whether a shell's last plane is joined to its first: 'auto' where their nodes are within 90 deg, so that
            a star's seam stays open; 'open'; 'closed'.
        terminals: refuse links beyond so many at a satellite.

    Returns:
        The links; shells are not joined to each other, see `cross_shell_links`.

    Raises:
        InputError: uneven planes, lists that are not as many as shells, and as `links_of_patterns`.
        TooLargeError: as `links_of_patterns`.

    Source:
        As `links_of_patterns`. A partner over the seam is moved by the whole ranks that keep the shift from plane to
        plane: for a shell of a constellation code its phasing factor.
    """
    if seam not in SEAMS:
        raise InputError(f"seam '{seam}' is not known; take one of {', '.join(SEAMS)}", given=seam)
    each = _for_each(patterns, len(satellites.shells))
    pairs, crossings, first = [], [], 0
    for shell, own in zip(satellites.shells, each, strict=True):
        counts = {len(slots) for slots in shell.argument_of_latitude}
        if len(counts) > 1:
            raise InputError(
                f"shell '{shell.name}' has planes of {min(counts)} to {max(counts)} satellites; give equal planes"
            )
        wraps = seam == "closed" or (seam == "auto" and _closes(shell))
        found, crossing = _pairs((shell.planes, counts.pop()), own, seam_ranks(shell), wraps)
        pairs.append(found + first)
        crossings.append(crossing)
        first += len(shell)
    table = link_table(first, np.concatenate(pairs), np.concatenate(crossings))
    if terminals is not None:
        require_terminals(table, terminals)
    return table


def seam_ranks(shell: Shell) -> int:
    """Ranks by which numbers are moved from the last plane of a shell to the first, so that phases go on evenly.

    Args:
        shell: with planes of equal size.

    Returns:
        Of a shell of a constellation code its phasing factor, but for whole turns; of all that continue a shift between
        planes that occurs inside the shell equally well, the smallest.

    Raises:
        Nothing of its own.

    Source:
        Walker, Journal of the British Interplanetary Society 37 (1984), 559-572: phase differences of i: T/P/F.
    """
    if shell.planes == 1:
        return 0
    each = len(shell.argument_of_latitude[0])
    first = np.array([slots[0] for slots in shell.argument_of_latitude]) * each / (2.0 * np.pi)
    steps = np.diff(first)
    ranks = np.arange(-(each // 2), (each + 1) // 2)
    ranks = ranks[np.argsort(np.abs(ranks), kind="stable")]
    off = (first[0] - first[-1] + ranks[:, None] - steps[None, :] + each / 2.0) % each - each / 2.0
    worst = np.abs(off).min(axis=1)
    return int(ranks[np.argmax(worst <= worst.min() + 1e-6)])


def _closes(shell: Shell) -> bool:
    gap = (shell.raan[0] - shell.raan[-1]) % (2.0 * np.pi)
    return bool(shell.planes > 1 and 0.0 < gap <= WIDEST_GAP + 1e-9)


def _for_each(
    patterns: Sequence[LinkPattern] | Sequence[Sequence[LinkPattern]], shells: int
) -> list[Sequence[LinkPattern]]:
    given = list(patterns)
    if all(isinstance(pattern, LinkPattern) for pattern in given):
        return [given] * shells  # type: ignore[list-item]  # narrowed by the line above
    if len(given) != shells or any(isinstance(part, LinkPattern) for part in given):
        raise InputError(
            f"give patterns for all shells, or one list for each of the {shells} shells; given {len(given)}"
        )
    return given  # type: ignore[return-value]  # as above


def _pairs(
    shape: tuple[int, int], patterns: Sequence[LinkPattern], phasing: int, wrap_planes: bool
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    planes, each = shape
    count = planes * each
    if count * max(len(patterns), 1) > _MOST_LINKS:
        raise TooLargeError(f"{len(patterns)} patterns for {count:,} satellites; at most {_MOST_LINKS:,} links")
    plane, rank = np.divmod(np.arange(count), each)
    partner = np.full((count, len(patterns)), -1)
    for column, pattern in enumerate(patterns):
        if not isinstance(pattern, LinkPattern):
            raise InputError(f"{pattern!r:.80} is not a LinkPattern", given=pattern)
        turns, there = np.divmod(plane + pattern.plane_offset, planes)
        target = there * each + (rank + pattern.rank_offset + turns * phasing) % each
        starts = np.ones(count, bool) if wrap_planes else turns == 0
        for condition in pattern.conditions:
            starts = starts & condition.holds(rank, plane)
        loop = starts & (target == np.arange(count))
        if loop.any():
            raise InputError(
                f"{pattern} joins satellite {int(np.argmax(loop))} of {planes} planes of {each} to itself",
                given=pattern,
            )
        partner[:, column] = np.where(starts, target, -1)
    here = np.broadcast_to(np.arange(count)[:, None], partner.shape)[partner >= 0]
    there = partner[partner >= 0]
    pairs = np.stack([np.minimum(here, there), np.maximum(here, there)], axis=1)
    pairs = pairs[np.sort(np.unique(pairs[:, 0] * count + pairs[:, 1], return_index=True)[1])]
    return pairs, pairs[:, 0] // each != pairs[:, 1] // each


def _value(expression: Expression, rank: NDArray[np.int64], plane: NDArray[np.int64]) -> NDArray[np.int64]:
    if isinstance(expression, Mod):
        dividend, divisor = (_value(part, rank, plane) for part in (expression.dividend, expression.divisor))
        if not np.all(divisor):
            raise InputError(f"{expression} divides by zero at a satellite; give a divisor other than 0")
        return np.asarray(dividend % divisor)
    if isinstance(expression, str):
        return rank if expression == "rank" else plane
    return np.asarray(expression)


def _depth(expression: Expression) -> int:
    """Nesting of an expression; refuses what is none."""
    if isinstance(expression, Mod):
        return expression.depth
    if isinstance(expression, str):
        if expression not in ELEMENTS:
            raise InputError(f"an expression names {' or '.join(ELEMENTS)}, not '{expression[:40]}'", given=expression)
        return 0
    _whole("an expression", expression)
    return 0


def _whole(what: str, value: object) -> int:
    """A whole number that fits an index, not a truth value."""
    try:
        number = operator.index(value)  # type: ignore[arg-type]  # the error is the test
    except TypeError:
        number = None
    if number is None or isinstance(value, bool | np.bool_) or abs(number) > 2**31:
        raise InputError(f"{what} is {value!r:.40}; give a whole number", given=value)
    return number


PLUS_GRID = (LinkPattern(rank_offset=1), LinkPattern(plane_offset=1))
"""The next satellite of the plane, and the one of the same number in the next plane."""
