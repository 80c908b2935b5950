"""The plus grid: each satellite has a link with the next and the last one in its plane and with one in either plane
beside it."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange
from huxing.network.topology.ephemeris import Ephemeris, Orientation, ephemeris
from huxing.network.topology.links import LinkTable, link_table
from huxing.network.topology.rules import LinkRule
from huxing.network.topology.topology import Topology
from huxing.orbit import Constellation, ElementSets, Shell, neighbours
from huxing.orbit.neighbours import WIDEST_GAP

Seam = Literal["auto", "open", "closed"]
SEAMS = ("auto", "open", "closed")
_NUMBER = ModelRange("plus grid", "number of planes or satellites", 1.0, 1e6, physical=True)
_SHIFT = ModelRange("plus grid", "shift", -1e6, 1e6, physical=True)


def plus_grid(
    satellites: Constellation | ElementSets | Ephemeris,
    *,
    planes: int | None = None,
    per_plane: int | None = None,
    shift: int = 0,
    seam: Seam = "auto",
    cross_plane: bool = True,
    rule: LinkRule | None = None,
    orientation: Orientation = "auto",
) -> Topology:
    """Satellites with the links of a plus grid.

    Satellite j of a plane is joined to j + 1 (around the plane), and to the satellite of the next plane that is nearest
    in phase; of two equally near ones, to number j + shift.

    Args:
        satellites: a design; or element sets or an ephemeris in the order of their planes, with `planes` and
            `per_plane`.
        planes: number of planes; of a design its own.
        per_plane: satellites of each plane; of a design its own.
        shift: slots by which the partner in the next plane is set off.
        seam: whether the last plane is joined to the first: 'auto' where their nodes are within 90 deg (element sets
            and ephemerides: always), 'open', 'closed'.
        cross_plane: whether planes are joined at all.
        rule: what geometry allows; 80 km of clearance where left out.
        orientation: see `ephemeris`.

    Returns:
        The topology. Shells are not joined to each other; see `cross_shell_links`.

    Raises:
        InputError: planes and satellites that do not fit, a fraction of one, or a seam that is not known.
        ModelRangeError: a number of planes or satellites below 1.

    Source:
        Werner et al. 2001, IEEE J-SAC 19(2), "Topological design of multihop satellite networks"; order of links:
        github.com/snkas/hypatia @ 0ac531c, plus-grid of satgenpy.
    """
    if seam not in SEAMS:
        raise InputError(f"seam '{seam}' is not known; take one of {', '.join(SEAMS)}", given=seam)
    track, shift = ephemeris(satellites, orientation=orientation), _SHIFT.whole(shift)
    if isinstance(satellites, Constellation):
        if planes is not None or per_plane is not None:
            raise InputError("a design has its own planes; leave planes and per_plane out", given=(planes, per_plane))
        parts = [_of_shell(shell, shift, seam, cross_plane) for shell in satellites.shells]
        firsts = [0, *np.cumsum([len(shell) for shell in satellites.shells])[:-1].tolist()]
        plane, slot = _numbered(satellites)
    else:
        number, each = _checked(len(track), planes, per_plane)
        joined = number - 1 if seam == "open" else number
        parts, firsts = [_grid([each] * number, [shift] * joined, cross_plane)], [0]
        plane, slot = np.divmod(np.arange(len(track)), each)
    return Topology(track, _joined(len(track), parts, firsts), rule or LinkRule(), plane, slot)


def _checked(count: int, planes: int | None, per_plane: int | None) -> tuple[int, int]:
    if planes is not None and per_plane is not None:
        number, each = _NUMBER.whole(planes), _NUMBER.whole(per_plane)
        if number * each == count:
            return number, each
    raise InputError(
        f"{count} satellites in {planes} planes of {per_plane}; give planes and per_plane whose product is {count}",
        given=(planes, per_plane),
    )


def _numbered(design: Constellation) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Planes numbered over all shells, and slots."""
    first = np.concatenate([[0], np.cumsum([shell.planes for shell in design.shells])])
    return first[design.shell_index] + design.plane, design.slot


def _of_shell(shell: Shell, shift: int, seam: Seam, cross_plane: bool) -> list[tuple[int, int, bool]]:
    counts = [len(slots) for slots in shell.argument_of_latitude]
    if len(set(counts)) > 1:
        return _uneven(shell, cross_plane)
    gaps = np.diff(np.append(shell.raan, shell.raan[0])) % (2 * np.pi)
    closed = seam == "closed" or (seam == "auto" and 0.0 < gaps[-1] <= WIDEST_GAP + 1e-9)
    last = shell.planes if closed else shell.planes - 1
    return _grid(counts, [_nearest_shift(shell, p) + shift for p in range(last)], cross_plane)


def _nearest_shift(shell: Shell, plane: int) -> int:
    """Whole slots to the satellite of the next plane that is nearest in phase; 0 where it is as near as any."""
    ours, theirs = shell.argument_of_latitude[plane], shell.argument_of_latitude[(plane + 1) % shell.planes]
    slots = float(ours[0] - theirs[0]) * len(ours) / (2 * np.pi)
    slots = (slots + len(ours) / 2) % len(ours) - len(ours) / 2
    return 0 if abs(slots) <= 0.5 + 1e-9 else round(slots)


def _grid(counts: list[int], shifts: list[int], cross_plane: bool) -> list[tuple[int, int, bool]]:
    """Links in the order of satellites: in the plane, then to the next one. `shifts` are those of planes that join."""
    planes, each = len(counts), counts[0]
    across = cross_plane and planes > 1
    found: dict[tuple[int, int], bool] = {}
    for p in range(planes):
        for j in range(each):
            here = p * each + j
            _add(found, here, p * each + (j + 1) % each, False)
            if across and p < len(shifts):
                _add(found, here, (p + 1) % planes * each + (j + shifts[p]) % each, True)
    return [(a, b, crossing) for (a, b), crossing in found.items()]


def _add(found: dict[tuple[int, int], bool], a: int, b: int, crossing: bool) -> None:
    if a != b:
        found.setdefault((min(a, b), max(a, b)), crossing)


def _uneven(shell: Shell, cross_plane: bool) -> list[tuple[int, int, bool]]:
    """Planes of different sizes: satellites are paired so that their phases differ least."""
    sizes = [len(slots) for slots in shell.argument_of_latitude]
    plane = np.repeat(np.arange(shell.planes), sizes)
    pairs = neighbours(
        plane=plane,
        shell=np.zeros(len(shell), np.int64),
        raan=np.repeat(shell.raan, sizes),
        argument_of_latitude=np.concatenate(shell.argument_of_latitude),
        cross_plane=cross_plane,
    )
    return [(int(a), int(b), bool(c)) for (a, b), c in zip(pairs.pairs, pairs.cross_plane, strict=True)]


def _joined(count: int, parts: list[list[tuple[int, int, bool]]], firsts: list[int]) -> LinkTable:
    """The links of all shells; each shell counts its satellites from its own first one."""
    rows = [
        (a + first, b + first, crossing) for part, first in zip(parts, firsts, strict=True) for a, b, crossing in part
    ]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return link_table(count, columns[:, :2], columns[:, 2].astype(bool))
