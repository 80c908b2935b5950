"""What a satellite radiates towards an earth station in the reference bandwidth: by a mask or by its beam."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, broadcast, numbers
from huxing.link.antennas.antenna import Antenna

_MODEL = "power flux-density of a satellite"
_ELEVATION = ModelRange(_MODEL, "elevation", 0.0, np.pi / 2, "deg", np.pi / 180, physical=True)
_RANGE = ModelRange(_MODEL, "range", 0.0, np.inf, "km", 1e3, open_low=True, physical=True)
_ANGLE = ModelRange(_MODEL, "angle from nadir", 0.0, np.pi, "deg", np.pi / 180, physical=True)
_LEVEL = ModelRange(_MODEL, "level", -np.inf, np.inf, "dBW", physical=True)


class Emission(Protocol):
    """Anything that gives the power flux-density at an earth station."""

    def flux_density_db(
        self, elevation: NDArray[np.float64], distance: NDArray[np.float64], nadir_angle: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Power flux-density, dB(W/m^2) in the reference bandwidth."""


@dataclass(frozen=True, eq=False)
class SurfaceMask:
    """A power flux-density at the ground by the elevation at which the satellite is seen.

    Attributes:
        elevation: nodes, rad, ascending from 0 or more to 90 deg or less; constant beyond the ends.
        flux_density_dbw_per_m2: at the nodes, in the reference bandwidth; linear in elevation between them.
    """

    elevation: NDArray[np.float64]
    flux_density_dbw_per_m2: NDArray[np.float64]

    def __post_init__(self) -> None:
        nodes = np.atleast_1d(numbers(self.elevation, "elevation"))
        level = np.atleast_1d(numbers(self.flux_density_dbw_per_m2, "power flux-density"))
        if nodes.shape != level.shape or nodes.ndim != 1 or not nodes.size:
            raise ShapeError(
                f"{_MODEL}: a mask has as many levels as elevations, one or more, given {level.shape}, {nodes.shape}"
            )
        _ELEVATION.check(nodes)
        _LEVEL.check(level)
        if (np.diff(nodes) <= 0.0).any():
            raise InputError(f"{_MODEL}: a mask's elevations ascend, got {np.degrees(nodes).tolist()} deg")
        object.__setattr__(self, "elevation", nodes)
        object.__setattr__(self, "flux_density_dbw_per_m2", level)

    def flux_density_db(
        self, elevation: ArrayLike, distance: ArrayLike = 1.0, nadir_angle: ArrayLike = 0.0
    ) -> NDArray[np.float64]:
        """Power flux-density at elevations.

        Args:
            elevation: rad.
            distance: not used.
            nadir_angle: not used.

        Returns:
            dB(W/m^2) in the reference bandwidth.

        Raises:
            ModelRangeError: an elevation below the horizon or above the zenith.

        Source:
            ITU-R S.1503-4, Part C (masks of power flux-density), by elevation alone.
        """
        seen = numbers(elevation, "elevation")
        _ELEVATION.check(seen)
        return np.asarray(np.interp(seen, self.elevation, self.flux_density_dbw_per_m2))


@dataclass(frozen=True, eq=False)
class NadirBeam:
    """One beam that points to nadir.

    Attributes:
        power_dbw: at the antenna's input in the reference bandwidth, dBW.
        antenna: its gain by the angle off nadir.
    """

    power_dbw: float
    antenna: Antenna

    def __post_init__(self) -> None:
        _LEVEL.single(self.power_dbw)

    def flux_density_db(self, elevation: ArrayLike, distance: ArrayLike, nadir_angle: ArrayLike) -> NDArray[np.float64]:
        """Power flux-density by spreading over a sphere.

        Args:
            elevation: rad; only checked.
            distance: from satellite to station, m; broadcasts.
            nadir_angle: at the satellite, rad; broadcasts.

        Returns:
            dB(W/m^2) in the reference bandwidth.

        Raises:
            ModelRangeError: a value out of its range.
            ShapeError: the arrays do not broadcast.

        Source:
            ITU Radio Regulations, No. 22.5C.1: 10^(P/10) Gt(theta) / (4 pi d^2).
        """
        seen, metres, angle = broadcast(_MODEL, elevation=elevation, distance=distance, nadir_angle=nadir_angle)
        _ELEVATION.check(seen)
        _RANGE.check(metres)
        _ANGLE.check(angle)
        return np.asarray(spread_db(self.power_dbw + self.antenna.gain_dbi(angle), metres))


@dataclass(frozen=True)
class SteeredBeam:
    """One beam that points at the station: the worst that the satellite can do to it.

    Attributes:
        eirp_dbw: of the beam's axis in the reference bandwidth, dBW.
    """

    eirp_dbw: float

    def __post_init__(self) -> None:
        _LEVEL.single(self.eirp_dbw)

    def flux_density_db(
        self, elevation: ArrayLike, distance: ArrayLike, nadir_angle: ArrayLike = 0.0
    ) -> NDArray[np.float64]:
        """Power flux-density by spreading over a sphere.

        Args:
            elevation: rad; only checked.
            distance: from satellite to station, m; broadcasts.
            nadir_angle: not used.

        Returns:
            dB(W/m^2) in the reference bandwidth.

        Raises:
            ModelRangeError: a value out of its range.
            ShapeError: the arrays do not broadcast.

        Source:
            As `NadirBeam.flux_density_db`, with the gain of the axis.
        """
        seen, metres = broadcast(_MODEL, elevation=elevation, distance=distance)
        _ELEVATION.check(seen)
        _RANGE.check(metres)
        return np.asarray(spread_db(self.eirp_dbw, metres))


def spread_db(level: float | NDArray[np.float64], distance: NDArray[np.float64]) -> NDArray[np.float64]:
    """A level in dB less 10 log10 of the area of a sphere.

    Args:
        level: dB.
        distance: m, positive; broadcasts.

    Returns:
        Level less 10 log10(4 pi d^2), dB.

    Raises:
        Nothing of its own.

    Source:
        Definition: power over the area of a sphere.
    """
    return np.asarray(level - 10.0 * np.log10(4.0 * np.pi * distance**2))
