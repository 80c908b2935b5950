"""A constellation as a designer writes it: shells of circular orbits in planes, with secular J2 motion."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from huxing.core.constants import EARTH_J2, EARTH_MU, WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError

DEFAULT_EPOCH = np.datetime64("2026-01-01", "ns")
"""Epoch of a design that names none: its nodes and phases hold at this instant."""


@dataclass(frozen=True, eq=False)
class Shell:
    """Circular orbits of one altitude and inclination, in planes.

    Attributes:
        name: label of the shell.
        semi_major_axis: m.
        inclination: rad, 0 to pi.
        raan: right ascension of the ascending node of each plane at the epoch, TEME, rad, shape `(plane,)`.
        argument_of_latitude: of each satellite at the epoch, rad, per plane a shape `(slot,)`.
        code: the IETF constellation code where the shell has one, else ''.
    """

    name: str
    semi_major_axis: float
    inclination: float
    raan: NDArray[np.float64]
    argument_of_latitude: tuple[NDArray[np.float64], ...]
    code: str = ""

    def __post_init__(self) -> None:
        if len(self.raan) != len(self.argument_of_latitude):
            raise InputError(f"shell '{self.name}': {len(self.raan)} nodes but {len(self.argument_of_latitude)} planes")
        if not self.semi_major_axis > WGS84_SEMI_MAJOR_AXIS + 100e3:
            raise InputError(
                f"shell '{self.name}': an altitude of {self.altitude / 1e3:.1f} km is not an orbit; "
                "give 100 km or more",
                given=self.altitude,
            )
        if not 0.0 <= self.inclination <= np.pi:
            raise InputError(
                f"shell '{self.name}': inclination {np.degrees(self.inclination):.3f} deg is not in 0-180",
                given=self.inclination,
            )

    def __len__(self) -> int:
        return sum(len(slots) for slots in self.argument_of_latitude)

    @property
    def planes(self) -> int:
        """Number of orbital planes."""
        return len(self.raan)

    @property
    def altitude(self) -> float:
        """Semi-major axis above the WGS84 equatorial radius, m."""
        return self.semi_major_axis - WGS84_SEMI_MAJOR_AXIS

    @property
    def node_rate(self) -> float:
        """Secular rate of the ascending node, rad/s (Vallado 2013, eq. 9-37, e = 0)."""
        return -1.5 * self._mean_motion * self._oblateness * float(np.cos(self.inclination))

    @property
    def latitude_rate(self) -> float:
        """Secular rate of the argument of latitude, rad/s (Vallado 2013, eqs. 9-39 and 9-41, e = 0)."""
        cosine = float(np.cos(self.inclination))
        return self._mean_motion * (1.0 + 1.5 * self._oblateness * (4.0 * cosine * cosine - 1.0))

    @property
    def _mean_motion(self) -> float:
        return float(np.sqrt(EARTH_MU / self.semi_major_axis**3))

    @property
    def _oblateness(self) -> float:
        return EARTH_J2 * (WGS84_SEMI_MAJOR_AXIS / self.semi_major_axis) ** 2


@dataclass(frozen=True, eq=False)
class Constellation:
    """One shell or several, with the epoch at which nodes and phases hold.

    Attributes:
        name: label.
        shells: the shells.
        epoch: UTC, `datetime64[ns]`.
    """

    name: str
    shells: tuple[Shell, ...]
    epoch: np.datetime64 = DEFAULT_EPOCH

    def __post_init__(self) -> None:
        if not self.shells:
            raise InputError(f"constellation '{self.name}' has no shell; give one or more")

    def __len__(self) -> int:
        return sum(len(shell) for shell in self.shells)

    def __add__(self, other: Constellation) -> Constellation:
        """Both sets of shells under this name; both must have one epoch."""
        if self.epoch != other.epoch:
            raise InputError(
                f"'{self.name}' has epoch {self.epoch}, '{other.name}' {other.epoch}; give both the same epoch"
            )
        return replace(self, shells=self.shells + other.shells)

    @cached_property
    def shell_index(self) -> NDArray[np.int64]:
        """Index of the shell of each satellite."""
        return np.repeat(np.arange(len(self.shells)), [len(shell) for shell in self.shells])

    @cached_property
    def plane(self) -> NDArray[np.int64]:
        """Index of the plane within its shell, of each satellite."""
        return np.concatenate(
            [np.repeat(np.arange(s.planes), [len(a) for a in s.argument_of_latitude]) for s in self.shells]
        )

    @cached_property
    def slot(self) -> NDArray[np.int64]:
        """Index of the slot within its plane, of each satellite."""
        return np.concatenate([np.arange(len(a)) for s in self.shells for a in s.argument_of_latitude])

    @cached_property
    def labels(self) -> NDArray[np.str_]:
        """A label of each satellite: `<shell>/p<plane>/s<slot>`, counted from 1."""
        names = [self.shells[k].name for k in self.shell_index]
        rows = zip(names, self.plane + 1, self.slot + 1, strict=True)
        return np.array([f"{name}/p{plane:02d}/s{slot:02d}" for name, plane, slot in rows], dtype=str)
