"""ITU-R S.1528, recommends 1.4: an aperture with circular Taylor illumination, lobes and nulls drawn out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import j1, jn_zeros

from huxing.core.model_range import ModelRange, broadcast
from huxing.link.antennas.antenna import (
    azimuth_angles,
    check_peak_gain,
    check_single,
    decibels,
    half_power_angle,
    off_axis_angles,
)
from huxing.link.antennas.aperture import DIAMETER, wavelength

_MODEL = "ITU-R S.1528-0, recommends 1.4"
_RATIO = ModelRange(_MODEL, "side-lobe ratio", 13.0, 60.0, "dB", physical=True)
_LOBES = ModelRange(_MODEL, "number of secondary lobes", 2.0, 20.0, physical=True)
_NEAR_ROOT = 1e-7
"""Distance from a root of the Bessel function, in squared relative argument, at which 0/0 is stepped over."""


@dataclass(frozen=True)
class SatelliteS1528Taylor:
    """A satellite aperture whose first side lobes lie at one level, by an analytical function.

    Attributes:
        peak_gain_dbi: dBi.
        radial_size: length of the effective radiating area across the axis, in the plane of azimuth 0, m.
        transverse_size: the same in the plane of azimuth 90 degrees, m.
        frequency: Hz (the lowest of the band).
        sidelobe_ratio_db: peak over the first side lobe, dB.
        lobes: number of secondary lobes that the diagram considers.

    Source:
        ITU-R S.1528-0 (06/2001), recommends 1.4 and its annex 2, as read in SHARC and SCEPTer, which agree.
        Second-hand, but equal to the annex's constants; its nominal roll-offs of 3, 5 and 7 dB come out as 2.9, 4.8
        and 6.6 dB. Illumination: T. T. Taylor, IRE Trans. Antennas Propag. 8, 17 (1960).

    Valid for:
        Below 30 GHz, in front of the antenna.
    """

    peak_gain_dbi: float
    radial_size: float
    transverse_size: float
    frequency: float
    sidelobe_ratio_db: float = 20.0
    lobes: int = 4

    def __post_init__(self) -> None:
        check_peak_gain(_MODEL, self.peak_gain_dbi)
        check_single(
            _MODEL, radial_size=self.radial_size, transverse_size=self.transverse_size, frequency=self.frequency
        )
        DIAMETER.check([self.radial_size, self.transverse_size])
        wavelength(self.frequency)
        _RATIO.single(self.sidelobe_ratio_db)
        _LOBES.whole(self.lobes)

    @property
    def amplitude(self) -> float:
        """A of the Recommendation."""
        return float(np.arccosh(10.0 ** (self.sidelobe_ratio_db / 20.0)) / np.pi)

    @property
    def roots(self) -> NDArray[np.float64]:
        """Primary roots of J1(pi x), as many as lobes."""
        return np.asarray(jn_zeros(1, self.lobes) / np.pi)

    @property
    def dilation(self) -> float:
        """sigma of the Recommendation."""
        return float(self.roots[-1] / np.hypot(self.amplitude, self.lobes - 0.5))

    @cached_property
    def half_power_beamwidth(self) -> float:
        """Full angle between the half-power directions, in the plane of azimuth 0, rad."""
        step = 0.05 * float(wavelength(self.frequency)) / self.radial_size
        return 2.0 * half_power_angle(lambda angle: float(self.gain_dbi(angle)), step=step, model=_MODEL)

    def gain_dbi(self, off_axis: ArrayLike, azimuth: ArrayLike = 0.0) -> NDArray[np.float64]:
        """Gain.

        Args:
            off_axis: rad, -pi/2 to pi/2; broadcasts.
            azimuth: around the axis, rad; broadcasts.

        Returns:
            dBi, of the common shape.

        Raises:
            ModelRangeError: an angle off the axis beyond 90 degrees; an angle that is not finite.
            ShapeError: the arrays do not broadcast.

        Source:
            ITU-R S.1528-0, recommends 1.4.
        """
        theta, phi = broadcast(_MODEL, off_axis=off_axis, azimuth=azimuth_angles(_MODEL, azimuth))
        across = np.hypot(self.radial_size * np.cos(phi), self.transverse_size * np.sin(phi))
        sine = np.sin(off_axis_angles(_MODEL, theta, highest=np.pi / 2.0))
        argument = across * sine / float(wavelength(self.frequency))
        return self.peak_gain_dbi + decibels(self._field(argument) ** 2)

    def _field(self, argument: NDArray[np.float64]) -> NDArray[np.float64]:
        """Field over that on the axis, against size times sine over wavelength."""
        x = np.maximum(argument, 1e-12)
        for root in self.roots[:-1]:
            x = np.where(np.abs(1.0 - (x / root) ** 2) < _NEAR_ROOT, root * (1.0 + _NEAR_ROOT), x)
        field = 2.0 * j1(np.pi * x) / (np.pi * x)
        for i, root in enumerate(self.roots[:-1], start=1):
            zero = self.dilation**2 * (self.amplitude**2 + (i - 0.5) ** 2)
            field = field * (1.0 - x**2 / zero) / (1.0 - (x / root) ** 2)
        return np.asarray(field)
