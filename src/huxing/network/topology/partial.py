"""Half-built fleets: links between the satellites that are really there, with gaps left open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import numbers
from huxing.network.topology.ephemeris import Orientation, ephemeris
from huxing.network.topology.links import LinkTable, link_table
from huxing.network.topology.nearest import rule_lengths
from huxing.network.topology.rules import LinkRule
from huxing.network.topology.topology import Topology
from huxing.orbit import STATUSES, ElementSets, Fleet, analyse_fleet, neighbours

Allowed = Literal["some", "all"]
ALLOWED = ("some", "all")
_SAMPLES = 48
"""Instants of one revolution at which lengths are looked at: every 7.5 deg."""


def grid_of_fleet(
    position: ArrayLike,
    *,
    plane: NDArray[np.int64],
    shell: NDArray[np.int64],
    raan: NDArray[np.float64],
    argument_of_latitude: NDArray[np.float64],
    rule: LinkRule | None = None,
    cross_plane: bool = True,
    allowed: Allowed = "some",
) -> LinkTable:
    """The plus grid of whatever satellites there are.

    Each satellite is joined to the next one around its plane, unless the gap is half a turn or more, and one to one to
    the nearest in phase of the plane beside it, where nodes follow each other within 90 deg; so the seam of a star
    stays open. Links that geometry does not allow are left out.

    Args:
        position: one frame for all, m, shape `(satellite, 3)`, or at several instants `(time, satellite, 3)`.
        plane: of each satellite, any numbers, unique over all shells; -1 for one whose plane is not known, which gets
            no link.
        shell: of each satellite, any numbers.
        raan: of each satellite, rad.
        argument_of_latitude: of each satellite, rad.
        rule: what geometry allows; 80 km of clearance where left out.
        cross_plane: whether planes are joined.
        allowed: whether a link has to be allowed at 'some' of the instants or at 'all' of them.

    Returns:
        The links, in-plane ones first; no satellite has more than four.

    Raises:
        ShapeError: arrays that differ in length.
        InputError: `allowed` is not known.

    Source:
        `huxing.orbit.neighbours`.
    """
    if allowed not in ALLOWED:
        raise InputError(f"allowed '{allowed}' is not known; take one of {', '.join(ALLOWED)}", given=allowed)
    places = _instants(position, [np.shape(values) for values in (plane, shell, raan, argument_of_latitude)])
    rows = np.flatnonzero(np.asarray(plane) >= 0)
    mine, phase = np.asarray(plane)[rows], np.asarray(argument_of_latitude)[rows]
    found = neighbours(
        plane=mine,
        shell=np.asarray(shell)[rows],
        raan=np.asarray(raan)[rows],
        argument_of_latitude=phase,
        cross_plane=cross_plane,
    )
    open_gap = ~found.cross_plane & _over_gap(mine, phase, found.pairs)
    pairs, crossing = rows[found.pairs[~open_gap]], found.cross_plane[~open_gap]
    limits = rule or LinkRule()
    seen = [np.isfinite(rule_lengths(place, pairs.astype(np.int32), crossing, limits)) for place in places]
    there = np.any(seen, axis=0) if allowed == "some" else np.all(seen, axis=0)
    return link_table(places.shape[1], pairs[there], crossing[there])


def fleet_topology(
    sets: ElementSets,
    *,
    fleet: Fleet | None = None,
    statuses: Sequence[str] = ("on_station",),
    rule: LinkRule | None = None,
    cross_plane: bool = True,
    orientation: Orientation = "auto",
) -> Topology:
    """The network that a real fleet's satellites on station can form: planes recovered from their element sets.

    Args:
        sets: element sets of the fleet.
        fleet: its analysis, where there is one already (with a design, or a history); made here where left out.
        statuses: satellites that take part.
        rule: what geometry allows; 80 km of clearance where left out. A link is kept if it is allowed at some time of
            one revolution from the fleet's date; snapshots test it again at their time.
        cross_plane: whether planes are joined.
        orientation: see `ephemeris`.

    Returns:
        The satellites in the order of shells, planes and arguments of latitude, with the links of `grid_of_fleet`;
        `labels` of its ephemeris name them.

    Raises:
        InputError: no sets, a status that is not known, or no satellite of these statuses in a plane.

    Source:
        `huxing.orbit.analyse_fleet` (planes and phases), `grid_of_fleet`.
    """
    unknown = [status for status in statuses if status not in STATUSES]
    if unknown or isinstance(statuses, str) or not statuses:
        raise InputError(f"statuses are a list out of {', '.join(STATUSES)}; given {statuses!r:.60}", given=statuses)
    known = analyse_fleet(sets) if fleet is None else fleet
    table = known.satellites
    chosen = table[table["status"].isin(statuses) & (table["plane"] >= 0)]
    if chosen.empty:
        raise InputError(f"no satellite of '{known.name}' has a plane and one of the statuses {', '.join(statuses)}")
    chosen = chosen.sort_values(["shell", "plane", "argument_of_latitude"], kind="stable")
    members = _sets_of(sets, chosen)
    plane = chosen["plane"].to_numpy().astype(np.int64)
    links = grid_of_fleet(
        _revolution(members, known.date),
        plane=plane,
        shell=chosen["shell"].to_numpy(),
        raan=chosen["raan"].to_numpy(),
        argument_of_latitude=chosen["argument_of_latitude"].to_numpy(),
        rule=rule,
        cross_plane=cross_plane,
    )
    slot = np.arange(len(plane)) - np.searchsorted(np.sort(plane), plane)
    return Topology(ephemeris(members, orientation=orientation), links, rule or LinkRule(), plane, slot)


def _instants(position: ArrayLike, columns: list[tuple[int, ...]]) -> NDArray[np.float64]:
    places = numbers(position, "position")
    if places.ndim == 2:
        places = places[None]
    if places.ndim != 3 or places.shape[2] != 3 or not len(places) or set(columns) != {places.shape[1:2]}:
        raise ShapeError(
            "a fleet's grid takes positions (satellite, 3) or (time, satellite, 3), and plane, shell, raan and argument"
            f" of latitude (satellite,); given {np.shape(position)} and {columns}"
        )
    return np.ascontiguousarray(places)


def _over_gap(plane: NDArray[np.int64], latitude: NDArray[np.float64], pairs: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Links to the next satellite over half a turn or more: the straight line would run back past the others."""
    ahead = (latitude[pairs[:, 1]] - latitude[pairs[:, 0]]) % (2.0 * np.pi)
    members = np.unique(plane, return_counts=True)
    size = members[1][np.searchsorted(members[0], plane[pairs[:, 0]])]
    return np.asarray((size > 2) & (ahead >= np.pi))


def _sets_of(sets: ElementSets, chosen: pd.DataFrame) -> ElementSets:
    """The sets that the analysis used, in its rows' order."""
    keys = ["norad_id", "epoch"]
    rows = sets.table[keys].assign(row=np.arange(len(sets))).drop_duplicates(keys, keep="last")
    found = chosen[keys].merge(rows, on=keys, how="left", sort=False)["row"]
    if found.isna().any():
        raise InputError("the fleet's analysis is of other element sets; give the sets that it was made from")
    return sets[found.to_numpy(dtype=np.int64)]


def _revolution(members: ElementSets, date: np.datetime64) -> NDArray[np.float64]:
    """Positions over one revolution of the slowest satellite; only lengths and latitudes are read from them."""
    period = 2.0 * np.pi / float(np.min(members.brouwer_mean_motion))
    steps = np.round(np.arange(_SAMPLES) * period / _SAMPLES * 1e9).astype("timedelta64[ns]")
    return ephemeris(members, orientation="nominal").positions(date + steps)
