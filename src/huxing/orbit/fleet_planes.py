"""The planes of a fleet's shells: who is in them, where they stand in the design, how regularly they are filled."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.core.time import utc_seconds
from huxing.orbit.constellation import Constellation, Shell
from huxing.orbit.fleet_shells import ShellOrbit
from huxing.orbit.fleet_tables import FLEET_PLANES
from huxing.orbit.planes import (
    WIDEST_DEEP_SPACE_PLANE,
    WIDEST_PLANE,
    PlaneMatch,
    circular_median,
    cluster_planes,
    match_planes,
    phasing,
    wrapped,
)


def fleet_planes(
    satellites: pd.DataFrame,
    settled: NDArray[np.bool_],
    shells: tuple[ShellOrbit, ...],
    design: Constellation | None,
    date: np.datetime64,
) -> tuple[NDArray[np.int64], pd.DataFrame, NDArray[np.float64]]:
    """Planes of every shell, and each satellite's own.

    Args:
        satellites: columns `shell`, `raan`, `argument_of_latitude`, `altitude`, `status` of `FLEET_SATELLITES`.
        settled: satellites at their shell's altitude: they make up the planes, shape `(satellite,)`.
        shells: the shells that `shell` counts.
        design: what the planes are compared with, or None.
        date: UTC, of the nodes.

    Returns:
        The row of each satellite's plane (-1 for none; a satellite off station has the nearest plane, where one is
        within half the spacing of planes), rows of the schema `FLEET_PLANES`, and per shell the turn of its designed
        nodes that fits best, rad, NaN without one.

    Raises:
        Nothing of its own.

    Source:
        `huxing.orbit.planes`.
    """
    plane = np.full(len(satellites), -1)
    turn = np.full(len(shells), np.nan)
    tables: list[pd.DataFrame] = []
    for index, shell in enumerate(shells):
        rows = np.flatnonzero(satellites["shell"].to_numpy() == index)
        if not len(rows):
            continue
        base = settled[rows] if settled[rows].any() else np.ones(len(rows), dtype=bool)
        label, table = _planes_of_shell(satellites.iloc[rows], base, shell, index)
        if shell.design is not None and design is not None:
            turn[index] = _place_in_design(table, shell.design, design.epoch, date)
        _measure_phasing(table, satellites.iloc[rows], label, base)
        plane[rows] = np.where(label < 0, -1, label + sum(map(len, tables)))
        tables.append(table)
    joined = pd.concat(tables, ignore_index=True) if tables else FLEET_PLANES.empty()
    return plane, FLEET_PLANES.check(joined), turn


def _planes_of_shell(
    members: pd.DataFrame, base: NDArray[np.bool_], shell: ShellOrbit, index: int
) -> tuple[NDArray[np.int64], pd.DataFrame]:
    """Planes made up by the members in `base`; the others are given the nearest."""
    raan = members["raan"].to_numpy()
    label = np.full(len(members), -1)
    widest = WIDEST_DEEP_SPACE_PLANE if shell.is_deep_space else WIDEST_PLANE
    label[base] = cluster_planes(raan[base], widest=widest)
    core = [np.flatnonzero(base & (label == p)) for p in range(label.max() + 1)]
    node = np.array([circular_median(raan[c]) for c in core])
    label[~base] = _nearest_plane(raan[~base], node)
    here = [label == p for p in range(len(core))]
    on_station = (members["status"] == "on_station").to_numpy()
    altitude = members["altitude"].to_numpy()
    table = pd.DataFrame(
        {
            "shell": index,
            "raan": node,
            "satellites": [int(h.sum()) for h in here],
            "on_station": [int((h & on_station).sum()) for h in here],
            "altitude": [float(np.median(altitude[c])) for c in core],
            "width": [float(np.ptp(wrapped(raan[c] - n))) for c, n in zip(core, node, strict=True)],
            "design_plane": -1,
            "offset": np.nan,
            "designed": 0,
        }
    )
    return label, table


def _nearest_plane(raan: NDArray[np.float64], node: NDArray[np.float64]) -> NDArray[np.int64]:
    if not len(raan) or not len(node):
        return np.full(len(raan), -1)
    spacing = np.diff(np.sort(node), append=node.min() + 2.0 * np.pi)
    reach = float(np.median(spacing)) / 2.0 if len(node) > 1 else float(WIDEST_PLANE)
    distance = np.abs(wrapped(raan[:, None] - node))
    return np.where(distance.min(axis=1) <= reach, distance.argmin(axis=1), -1)


def _place_in_design(table: pd.DataFrame, shell: Shell, epoch: np.datetime64, date: np.datetime64) -> float:
    """Write designed plane, offset and satellites into the table; return the turn."""
    designed = shell.raan + shell.node_rate * -float(utc_seconds(np.asarray(epoch), date))
    match: PlaneMatch = match_planes(table["raan"].to_numpy(), designed, table["satellites"].to_numpy())
    size = np.array([len(slots) for slots in shell.argument_of_latitude] + [0])
    table["design_plane"], table["offset"] = match.design_plane, match.residual
    table["designed"] = size[match.design_plane]
    return match.offset if (match.design_plane >= 0).any() else float("nan")


def _measure_phasing(
    table: pd.DataFrame, members: pd.DataFrame, label: NDArray[np.int64], base: NDArray[np.bool_]
) -> None:
    latitude = members["argument_of_latitude"].to_numpy()
    fits = [phasing(latitude[base & (label == p)], int(d) or None) for p, d in enumerate(table["designed"])]
    table["slots"], table["irregularity"] = [f.slots for f in fits], [f.irregularity for f in fits]
