"""Satellites into orbital planes: nodes at one date, clustered on the circle, matched with a design's planes."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huxing.core.constants import WGS72_J2, WGS72_RADIUS
from huxing.core.time import utc_seconds
from huxing.orbit.element_sets import ElementSets

Angles = NDArray[np.float64]

_TURN = 2.0 * np.pi
FINEST_GAP = np.radians(0.5)
"""Nodes closer than this are of one plane, rad. In-plane neighbours of the fleets of 2026-08-22 stand 0.2 deg apart or
less; the closest planes of any catalogued design (72 over 180 deg) stand 2.5 deg apart."""
WIDEST_PLANE = float(np.radians(4.0))
"""A group of nodes wider than this is not one plane, rad: loosely kept planes (Geesat, 2026-08-22) are 2.7 deg wide."""
WIDEST_DEEP_SPACE_PLANE = float(np.radians(20.0))
"""The same in deep space, where Moon and Sun pull the planes apart: one of GPS is 19 deg wide (2026-08-22)."""
_SMALLEST_SHARE = 0.1
"""A group with less than a tenth of the median plane's satellites is made of drifters."""


@dataclass(frozen=True)
class PlaneMatch:
    """How observed planes lie on a designed pattern.

    Attributes:
        offset: turn of the designed pattern that fits best, rad, -pi to pi.
        design_plane: index of the designed plane of each observed one, -1 for none, shape `(plane,)`.
        residual: observed node less that of the turned design, rad, NaN for none, shape `(plane,)`.
    """

    offset: float
    design_plane: NDArray[np.int64]
    residual: Angles


@dataclass(frozen=True)
class Phasing:
    """How regularly a plane is filled.

    Attributes:
        slots: equally spaced slots the satellites are measured against.
        irregularity: root mean square distance along the orbit from the nearest slot, rad; NaN below two satellites.
    """

    slots: int
    irregularity: float


def secular_angles(sets: ElementSets, date: np.datetime64) -> tuple[Angles, Angles]:
    """Node and argument of latitude of each set at one date, by its own secular J2 rates.

    Args:
        sets: element sets.
        date: UTC.

    Returns:
        Right ascension of the ascending node and argument of latitude (argument of perigee plus mean anomaly), TEME,
        rad, 0 to 2 pi, each of shape `(row,)`.

    Raises:
        Nothing of its own.

    Source:
        Hoots and Roehrich, Spacetrack Report 3, section 6 (first-order secular rates), with WGS72.
    Valid for:
        Days to weeks; drag and the Moon and Sun are left out.
    """
    seconds = -utc_seconds(sets.epoch, date)
    motion, e, cosine = sets.brouwer_mean_motion, sets.eccentricity, np.cos(sets.inclination)
    oblateness = motion * WGS72_J2 * (WGS72_RADIUS / sets.semi_major_axis) ** 2 / (1.0 - e * e) ** 2
    node_rate = -1.5 * oblateness * cosine
    perigee_rate = 0.75 * oblateness * (5.0 * cosine**2 - 1.0)
    anomaly_rate = motion + 0.75 * oblateness * np.sqrt(1.0 - e * e) * (3.0 * cosine**2 - 1.0)
    latitude = sets.argument_of_perigee + sets.mean_anomaly + (perigee_rate + anomaly_rate) * seconds
    return (sets.raan + node_rate * seconds) % _TURN, latitude % _TURN


def wrapped(angle: Angles) -> Angles:
    """Angles brought to -pi to pi.

    Args:
        angle: rad, any shape.

    Returns:
        rad, same shape.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    return np.asarray((angle + np.pi) % _TURN - np.pi)


def circular_median(angle: Angles) -> float:
    """Median of angles that lie together, across the seam too.

    Args:
        angle: rad, shape `(n,)`, `n > 0`; spread over less than half a turn.

    Returns:
        rad, 0 to 2 pi.

    Raises:
        Nothing of its own.

    Source:
        Mardia and Jupp, Directional Statistics (2000), section 2.3.2.
    """
    middle = float(np.angle(np.exp(1j * angle).mean()))
    return float((middle + np.median(wrapped(angle - middle))) % _TURN)


def cluster_planes(raan: Angles, *, widest: float = WIDEST_PLANE) -> NDArray[np.int64]:
    """Which nodes belong together as planes, and which are drifters.

    The circle is cut at gaps. Of all ways to cut (gaps over 0.5 deg, over the next larger gap found, and so on) whose
    groups are no wider than a plane can be, the clearest is taken: where the smallest gap that cuts exceeds the largest
    that does not by the greatest factor. Groups that are small beside the others do not count as planes.

    Args:
        raan: nodes at one date, rad, shape `(satellite,)`.
        widest: a group of nodes wider than this is not one plane, rad.

    Returns:
        Plane of each satellite, counted by rising node from 0; -1 for a drifter; shape `(satellite,)`.

    Raises:
        Nothing of its own.

    Source:
        Single-linkage clustering on the circle; lengths: the constants of this module.
    """
    nodes = np.asarray(raan, dtype=np.float64) % _TURN
    if not len(nodes):
        return np.empty(0, dtype=np.int64)
    order = np.argsort(nodes, kind="stable")
    gap = np.diff(nodes[order], append=nodes[order[0]] + _TURN)
    group = np.empty(len(nodes), dtype=np.int64)
    group[order] = _groups(gap > _clearest_cut(gap, widest))
    return _numbered(nodes, _without_drifters(group))


def _clearest_cut(gap: Angles, widest: float) -> float:
    """The largest gap that does not part planes; `FINEST_GAP` where no larger one is clear."""
    steps = np.unique(np.append(gap[gap > FINEST_GAP], FINEST_GAP))
    best, clearest = float(FINEST_GAP), 0.0
    for below, above in itertools.pairwise(steps):
        if _widest_group(gap, below) > widest:
            break
        if above / below > clearest:
            best, clearest = float(below), float(above / below)
    return best


def _widest_group(gap: Angles, cut: float) -> float:
    """Width of the widest group when the circle is cut at gaps over `cut`."""
    cuts = gap > cut
    inside = np.where(cuts, 0.0, gap)
    return float(np.bincount(_groups(cuts), weights=inside).max())


def _groups(cut_after: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Group of each sorted node, given where the circle is cut; the first and the last are neighbours."""
    number = np.concatenate([[0], np.cumsum(cut_after)[:-1]])
    if not cut_after[-1]:
        number[number == number[-1]] = 0
    return number


def _without_drifters(group: NDArray[np.int64]) -> NDArray[np.int64]:
    sizes = np.bincount(group)
    usual = np.median(np.repeat(sizes, sizes))
    return np.where(sizes[group] < _SMALLEST_SHARE * usual, -1, group)


def _numbered(nodes: Angles, group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Planes counted by rising node."""
    names = np.unique(group[group >= 0])
    rank = np.argsort(np.argsort([circular_median(nodes[group == name]) for name in names]))
    numbered = np.full(len(group), -1)
    for name, number in zip(names, rank, strict=True):
        numbered[group == name] = number
    return numbered


def match_planes(observed: Angles, designed: Angles, members: NDArray[np.int64] | None = None) -> PlaneMatch:
    """Turn a designed pattern of nodes until it lies best on the observed planes, and pair them one to one.

    Args:
        observed: nodes of the observed planes, rad, shape `(plane,)`.
        designed: nodes of the design at the same date, rad, shape `(designed plane,)`.
        members: satellites in each observed plane, its weight; by default all weigh the same.

    Returns:
        The turn (the smallest, where several fit alike) and the pairs. An observed plane further from its partner than
        half the smallest spacing of the design has none.

    Raises:
        Nothing of its own.

    Source:
        Truncated least squares over all turns that bring one designed plane onto an observed one; pairs by the
        assignment of least squares (Crouse, IEEE TAES 52(4), 2016, as in `scipy.optimize.linear_sum_assignment`).
    """
    if not len(observed) or not len(designed):
        return PlaneMatch(0.0, np.full(len(observed), -1), np.full(len(observed), np.nan))
    weight = np.ones(len(observed)) if members is None else np.asarray(members, dtype=np.float64)
    half = _half_spacing(designed)
    offset = _best_turn(observed, designed, weight, half)
    for _ in range(3):
        match = _paired(observed, designed, offset, half)
        paired = match.design_plane >= 0
        if not paired.any():
            break
        offset += float(np.average(match.residual[paired], weights=weight[paired]))
    return _paired(observed, designed, float(wrapped(np.asarray(offset))), half)


def _half_spacing(designed: Angles) -> float:
    nodes = np.sort(designed % _TURN)
    spacing = np.diff(nodes, append=nodes[0] + _TURN)
    apart = spacing[spacing > FINEST_GAP]
    return float(apart.min() / 2) if len(apart) else np.pi


def _best_turn(observed: Angles, designed: Angles, weight: Angles, half: float) -> float:
    turns = np.unique(np.round(wrapped(observed[:, None] - designed[None, :]).ravel(), 9))
    nodes = np.sort(designed % _TURN)
    ring = np.concatenate([[nodes[-1] - _TURN], nodes, [nodes[0] + _TURN]])
    moved = (observed[None, :] - turns[:, None]) % _TURN
    right = np.searchsorted(ring, moved)
    distance = np.minimum(moved - ring[right - 1], ring[right] - moved)
    cost = (np.minimum(distance, half) ** 2 * weight).sum(axis=1)
    alike = cost <= cost.min() + 1e-6 * half**2 * weight.sum()
    return float(min(turns[alike], key=abs))


def _paired(observed: Angles, designed: Angles, offset: float, half: float) -> PlaneMatch:
    from scipy.optimize import linear_sum_assignment

    distance = wrapped(observed[:, None] - offset - designed[None, :])
    rows, columns = linear_sum_assignment(np.minimum(np.abs(distance), half) ** 2)
    plane, residual = np.full(len(observed), -1), np.full(len(observed), np.nan)
    plane[rows], residual[rows] = columns, distance[rows, columns]
    far = ~(np.abs(residual) <= half)
    return PlaneMatch(offset, np.where(far, -1, plane), np.where(far, np.nan, residual))


def phasing(argument_of_latitude: Angles, slots: int | None = None) -> Phasing:
    """How regularly the satellites of one plane are spaced.

    Args:
        argument_of_latitude: at one date, rad, shape `(satellite,)`.
        slots: equally spaced slots of the design; without it, the number that the median spacing suggests.

    Returns:
        The slots and the root mean square distance from the nearest of them. Satellites spread at random are
        at 0.289 (one over the root of twelve) of the spacing.

    Raises:
        Nothing of its own.

    Source:
        Phase of the slots: Mardia and Jupp, Directional Statistics (2000), section 4.2 (wrapping on the circle).
    """
    count = len(argument_of_latitude)
    if count < 2:
        return Phasing(slots or count, float("nan"))
    angle = np.sort(argument_of_latitude % _TURN)
    if not slots:
        spacing = float(np.median(np.diff(angle, append=angle[0] + _TURN)))
        slots = round(_TURN / spacing) if spacing > _TURN / (4 * count) else count
    phase = np.exp(1j * slots * angle)
    error = np.angle(phase * np.conj(phase.mean() or 1.0)) / slots
    return Phasing(slots, float(np.sqrt(np.mean(error**2))))
