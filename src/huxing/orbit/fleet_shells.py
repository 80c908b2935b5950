"""Shells of a fleet: found as clusters of altitude and inclination, and each satellite's own among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huxing.core.constants import WGS84_SEMI_MAJOR_AXIS
from huxing.orbit.constellation import Shell
from huxing.orbit.selection import DEEP_SPACE_AXIS, inclination_tolerance

_ALTITUDE_STEP = 5e3
"""Satellites of a shell stand no further apart in altitude than this, m: above OneWeb's 4 km steps, below the 10 km
between Starlink's filed shells."""
_SMALLEST_SHARE = 0.05
"""A shell's satellites crowd: within half a step of each are 5 % of its inclination group. A climb is spread thinner
(Qianfan, 2026-08-22: never more than 2 % in a step)."""
_FEWEST = 3
"""Fewer satellites are not called a shell, unless the fleet has no more than that."""


@dataclass(frozen=True)
class ShellOrbit:
    """Altitude and inclination of a shell, designed or found.

    Attributes:
        name: label.
        semi_major_axis: m.
        inclination: rad.
        design: the designed shell, or None where the shell was found in the element sets.
    """

    name: str
    semi_major_axis: float
    inclination: float
    design: Shell | None = None

    @property
    def altitude(self) -> float:
        """Semi-major axis above the WGS84 equatorial radius, m."""
        return self.semi_major_axis - WGS84_SEMI_MAJOR_AXIS

    @property
    def is_deep_space(self) -> bool:
        """A period of 225 min or more."""
        return self.semi_major_axis >= DEEP_SPACE_AXIS

    @property
    def designed(self) -> int:
        """Satellites of the design, 0 without one."""
        return len(self.design) if self.design is not None else 0


def find_shells(semi_major_axis: NDArray[np.float64], inclination: NDArray[np.float64]) -> tuple[ShellOrbit, ...]:
    """Shells as crowded altitudes within groups of one inclination.

    Args:
        semi_major_axis: of each satellite, m, shape `(satellite,)`.
        inclination: of each satellite, rad, shape `(satellite,)`.

    Returns:
        The near-Earth shells by rising inclination and altitude, then those in deep space; their altitude and
        inclination are medians of the crowd.

    Raises:
        Nothing of its own.

    Source:
        Density-based clustering (Ester et al., KDD-96) in one dimension, twice; lengths: the constants of this module.
    """
    shells: list[ShellOrbit] = []
    fewest = min(_FEWEST, len(inclination))
    deep = semi_major_axis >= DEEP_SPACE_AXIS
    for rows in (~deep, deep):
        order = np.flatnonzero(rows)[np.argsort(inclination[rows], kind="stable")]
        gap = inclination_tolerance(semi_major_axis[order][1:])
        breaks = np.flatnonzero(np.diff(inclination[order]) > gap) + 1
        for group in np.split(order, breaks) if len(order) else []:
            shells += [_shell_of(semi_major_axis[m], inclination[m]) for m in _crowds(semi_major_axis, group, fewest)]
    return tuple(shells)


def _crowds(semi_major_axis: NDArray[np.float64], group: NDArray[np.int64], fewest: int) -> list[NDArray[np.int64]]:
    """Members of each crowd of one inclination group."""
    ranked = group[np.argsort(semi_major_axis[group], kind="stable")]
    axis = semi_major_axis[ranked]
    neighbours = np.searchsorted(axis, axis + _ALTITUDE_STEP / 2, "right") - np.searchsorted(
        axis, axis - _ALTITUDE_STEP / 2, "left"
    )
    core = ranked[neighbours >= max(fewest, int(np.ceil(_SMALLEST_SHARE * len(group))))]
    if not len(core):
        return []
    breaks = np.flatnonzero(np.diff(semi_major_axis[core]) > _ALTITUDE_STEP) + 1
    return list(np.split(core, breaks))


def _shell_of(semi_major_axis: NDArray[np.float64], inclination: NDArray[np.float64]) -> ShellOrbit:
    axis, tilt = float(np.median(semi_major_axis)), float(np.median(inclination))
    return ShellOrbit(f"{(axis - WGS84_SEMI_MAJOR_AXIS) / 1e3:.1f} km {np.degrees(tilt):.2f} deg", axis, tilt)


def designed_shells(shells: Sequence[Shell]) -> tuple[ShellOrbit, ...]:
    """The orbits of a design's shells.

    Args:
        shells: of a design.

    Returns:
        One orbit a shell, in order.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    return tuple(ShellOrbit(s.name, s.semi_major_axis, s.inclination, s) for s in shells)


def assign_shells(
    semi_major_axis: NDArray[np.float64], inclination: NDArray[np.float64], shells: Sequence[ShellOrbit]
) -> NDArray[np.int64]:
    """Each satellite's shell: of those with its inclination, the one nearest in altitude.

    Args:
        semi_major_axis: m, shape `(satellite,)`.
        inclination: rad, shape `(satellite,)`.
        shells: to choose from.

    Returns:
        Index into `shells`, -1 where none has the inclination within 0.3 deg (3 deg in deep space); shape
        `(satellite,)`.

    Raises:
        Nothing of its own.

    Source:
        Tolerances: `huxing.orbit.selection`.
    """
    if not shells:
        return np.full(len(semi_major_axis), -1)
    off = np.abs(semi_major_axis[:, None] - [s.semi_major_axis for s in shells])
    tilt = np.abs(inclination[:, None] - [s.inclination for s in shells])
    cost = np.where(tilt <= inclination_tolerance(semi_major_axis)[:, None], off, np.inf)
    return np.where(np.isfinite(cost.min(axis=1)), cost.argmin(axis=1), -1)
