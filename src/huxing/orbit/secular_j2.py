"""Circular orbits with secular J2 motion: what a designed constellation flies, on whole arrays.

No sine or cosine per satellite and time: node and argument of latitude turn uniformly, so one pair per time and the
angle-addition rule give all of them.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from huxing.core.constants import EARTH_ROTATION_RATE
from huxing.core.frames import nominal_gmst
from huxing.core.time import Times, utc_seconds
from huxing.orbit.constellation import Constellation, Shell


def j2_states(
    constellation: Constellation,
    times: Times,
    *,
    earth_fixed: bool,
    velocity: bool = False,
    rows: NDArray[np.int64] | None = None,
    out: NDArray[np.float64] | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64] | None]:
    """Positions, and velocities where asked, of a designed constellation.

    Args:
        constellation: shells of circular orbits, nodes in TEME at the epoch.
        times: UTC, shape `(time,)`.
        earth_fixed: True for Earth-fixed axes turned by the nominal sidereal time (UT1 = UTC, no polar motion; a
            design's nodes have no better meaning), False for TEME.
        velocity: also give velocities, relative to the frame.
        rows: which satellites, ascending; all of them by default.
        out: a contiguous array of the result's shape to fill; a loop that reuses it saves the memory's first touch,
            which costs more than the computation.

    Returns:
        Position m and velocity m/s (or None), shape `(time, satellite, 3)`.

    Raises:
        Nothing of its own.

    Source:
        Vallado 2013, section 9.6.1 (secular J2), e = 0.
    """
    seconds = utc_seconds(times, constellation.epoch)
    sidereal = nominal_gmst(times) if earth_fixed else np.zeros(seconds.size)
    chosen = np.arange(len(constellation)) if rows is None else rows
    position = np.empty((seconds.size, chosen.size, 3)) if out is None else out
    moving = np.empty_like(position) if velocity else None
    edges = np.cumsum([0, *(len(shell) for shell in constellation.shells)])
    for shell, first, last in zip(constellation.shells, edges[:-1], edges[1:], strict=True):
        here = slice(*np.searchsorted(chosen, [first, last]))
        geometry = _geometry(shell, chosen[here] - first)
        node_turn, latitude_turn = shell.node_rate * seconds - sidereal, shell.latitude_rate * seconds
        _shell_positions(*geometry, node_turn, latitude_turn, position[:, here])
        if moving is not None:
            rates = (shell.node_rate - (EARTH_ROTATION_RATE if earth_fixed else 0.0), shell.latitude_rate)
            moving[:, here] = _velocities(position[:, here], geometry, node_turn, latitude_turn, rates)
    return position, moving


Geometry = tuple[
    float, float, float, NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]
]
"""Radius, cosine and sine of the inclination; per satellite those of the node and of the argument of latitude."""


def _geometry(shell: Shell, rows: NDArray[np.int64]) -> Geometry:
    node = np.repeat(shell.raan, [len(slots) for slots in shell.argument_of_latitude])[rows]
    latitude = np.concatenate(shell.argument_of_latitude)[rows]
    tilt = (float(np.cos(shell.inclination)), float(np.sin(shell.inclination)))
    return shell.semi_major_axis, *tilt, np.cos(node), np.sin(node), np.cos(latitude), np.sin(latitude)


def _velocities(
    position: NDArray[np.float64],
    geometry: Geometry,
    node_turn: NDArray[np.float64],
    latitude_turn: NDArray[np.float64],
    rates: tuple[float, float],
) -> NDArray[np.float64]:
    """Along-track motion (the position a quarter orbit on, times the rate) plus the turning of the node."""
    ahead = np.empty_like(position)
    _shell_positions(*geometry, node_turn, latitude_turn + np.pi / 2.0, ahead)
    node_rate, latitude_rate = rates
    ahead *= latitude_rate
    ahead[..., 0] -= node_rate * position[..., 1]
    ahead[..., 1] += node_rate * position[..., 0]
    return ahead


@njit(fastmath=True, parallel=True, cache=True, nogil=True)
def _shell_positions(
    radius: float,
    cos_i: float,
    sin_i: float,
    cos_node: NDArray[np.float64],
    sin_node: NDArray[np.float64],
    cos_u: NDArray[np.float64],
    sin_u: NDArray[np.float64],
    node_turn: NDArray[np.float64],
    latitude_turn: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:  # pragma: no cover - compiled
    for t in prange(node_turn.size):
        turn_cos, turn_sin = np.cos(latitude_turn[t]), np.sin(latitude_turn[t])
        node_cos, node_sin = np.cos(node_turn[t]), np.sin(node_turn[t])
        for k in range(cos_node.size):
            cu = radius * (cos_u[k] * turn_cos - sin_u[k] * turn_sin)
            su = radius * (sin_u[k] * turn_cos + cos_u[k] * turn_sin)
            cn = cos_node[k] * node_cos - sin_node[k] * node_sin
            sn = sin_node[k] * node_cos + cos_node[k] * node_sin
            out[t, k, 0] = cn * cu - sn * su * cos_i
            out[t, k, 1] = sn * cu + cn * su * cos_i
            out[t, k, 2] = su * sin_i
