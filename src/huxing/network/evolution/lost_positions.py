"""Satellites that lose their position while one looks, as element sets do that decay: their links end with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.network.topology import Network, Snapshot

_NEXT = np.array([-1.0, 6.0, -15.0, 20.0, -15.0, 6.0])
"""Weights of six even knots that continue a polynomial of the fifth degree by one."""
_FILLED = 4
"""Knots beyond the last position: those that the interpolation asks for, at both ends of the interval that holds it."""


def continued(knots: NDArray[np.float64], partly: NDArray[np.int64]) -> NDArray[np.float64]:
    """Knots with a few more beyond the first and the last position, so that there is something to interpolate between.

    Args:
        knots: m, NaN where a satellite has no position, shape `(knot, satellite, 3)`.
        partly: satellites that have a position at some knots only.

    Returns:
        A copy; what is filled in is no position, and holds only up to the time at which there is none.

    Raises:
        Nothing of its own.

    Source:
        Extrapolation by finite differences: micrometres per knot of 10 s on a low orbit.
    """
    filled = knots.copy()
    for way in (filled, filled[::-1]):  # towards later times, then towards earlier ones
        for satellite in partly:
            track = way[:, satellite]
            missing = np.asarray(~np.isfinite(track).all(axis=-1))
            for last in np.flatnonzero(~missing[:-1] & missing[1:]).tolist():
                for knot in range(last + 1, min(last + 1 + _FILLED, len(track))):
                    if knot >= _NEXT.size and missing[knot]:
                        track[knot] = _NEXT @ track[knot - _NEXT.size : knot]
    return filled


def losses(network: Network, between: tuple[np.datetime64, np.datetime64], tolerance: float) -> pd.DataFrame:
    """Links that come or go because a satellite gains or loses its position.

    Args:
        network: satellites and stations.
        between: two times, UTC; a position that is lost and found again between them is not noticed.
        tolerance: s.

    Returns:
        Rows of the table `LINK_EVENTS`, at the end of an interval of the tolerance.

    Raises:
        StaleDataError: Earth orientation does not reach a time (element sets).

    Source:
        Bisection.
    """
    plain, least = replace(network, failures=None), np.timedelta64(max(int(tolerance * 1e9), 1), "ns")
    there = _there(plain, *between)
    waiting, found = [(*between, there[0], there[1])], list[pd.DataFrame]()
    while waiting:
        start, end, before, after = waiting.pop()
        changes = before != after
        if changes.any() and end - start <= least:
            found.append(_changed(plain, start, end, changes))
        elif changes.any():
            middle = start + (end - start) // 2
            half = _there(plain, middle)[0]
            waiting += [(start, middle, before, half), (middle, end, half, after)]
    return pd.concat(found, ignore_index=True) if found else _changed(plain, *between, np.zeros(there.shape[1], bool))


def _there(network: Network, *times: np.datetime64) -> NDArray[np.bool_]:
    """Which satellites have a position, shape `(time, satellite)`."""
    return np.asarray(np.isfinite(network.topology.ephemeris.positions(np.array(times))).all(axis=-1))


def _changed(network: Network, start: np.datetime64, end: np.datetime64, changes: NDArray[np.bool_]) -> pd.DataFrame:
    """Links of some satellites that are up at one of two times only."""
    first, second = network.snapshots(np.array([start, end]))
    pairs = network.topology.links_at(start)[0].pairs
    (ground, links), (ground_after, links_after) = (_up(snapshot, len(pairs)) for snapshot in (first, second))
    satellite, station = np.nonzero((ground != ground_after) & changes[:, None])
    row = np.flatnonzero((links != links_after) & changes[pairs].any(axis=1))
    return pd.DataFrame(
        {
            "time": np.full(satellite.size + row.size, end),
            "kind": ["ground"] * satellite.size + ["link"] * row.size,
            "satellite": np.concatenate([satellite, pairs[row, 0].astype(np.int64)]),
            "other": np.concatenate([station, pairs[row, 1].astype(np.int64)]),
            "up": np.concatenate([ground_after[satellite, station], links_after[row]]),
        }
    )


def _up(snapshot: Snapshot, links: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each satellite and station, and each link of the table, has a way."""
    up, used = np.zeros(links, np.bool_), snapshot.link >= 0
    up[snapshot.link[used]] = np.isfinite(snapshot.length[used])
    return np.isfinite(snapshot.ground_range), up
