"""The satellite antenna of 3GPP: a uniformly lit circular aperture, whose pattern is a Bessel function."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import j1

from huxing.core.model_range import ModelRange
from huxing.link.antennas.antenna import check_peak_gain, check_single, decibels, off_axis_angles
from huxing.link.antennas.aperture import DIAMETER, wavelength

_MODEL = "3GPP TR 38.811, 6.4.1"
_HALF_POWER_ARGUMENT = 1.6137411963697348
"""x where (2 J1(x)/x)^2 is 3 dB below 1."""
_SIZE = ModelRange(
    _MODEL, "diameter in wavelengths", _HALF_POWER_ARGUMENT / np.pi, np.inf, open_low=True, physical=True
)


@dataclass(frozen=True)
class BesselAperture:
    """A reflector with a uniformly lit circular aperture: 4 (J1(k a sin t) / (k a sin t))^2 under its peak.

    Attributes:
        diameter: 2 a, m.
        frequency: Hz.
        peak_gain_dbi: dBi; the Report's sets give it apart from the diameter.

    Source:
        3GPP TR 38.811 V15.1.0, 6.4.1, as quoted in the manual of NetSim 14.4 (tetcos), section 'Satellite antenna
        pattern'. Second-hand for the clause; the formula is the Airy pattern (Balanis, Antenna Theory, 4th edition,
        section 12.6).

    Valid for:
        In front of the aperture, to 90 degrees off the axis.
    """

    diameter: float
    frequency: float
    peak_gain_dbi: float

    def __post_init__(self) -> None:
        check_peak_gain(_MODEL, self.peak_gain_dbi)
        check_single(_MODEL, diameter=self.diameter, frequency=self.frequency)
        DIAMETER.check(self.diameter)
        _SIZE.check(self.diameter / wavelength(self.frequency))

    @cached_property
    def half_power_beamwidth(self) -> float:
        """Full angle between the half-power directions, rad."""
        return 2.0 * float(np.arcsin(_HALF_POWER_ARGUMENT / self._circumference))

    @cached_property
    def _circumference(self) -> float:
        """k a: the circumference in wavelengths."""
        return float(np.pi * self.diameter / wavelength(self.frequency))

    def gain_dbi(self, off_axis: ArrayLike) -> NDArray[np.float64]:
        """Gain.

        Args:
            off_axis: rad, any shape, -pi/2 to pi/2.

        Returns:
            dBi, same shape; perfect nulls are 300 dB under the peak.

        Raises:
            ModelRangeError: an angle beyond 90 degrees, or not finite.
            InputError: not numbers.

        Source:
            3GPP TR 38.811 V15.1.0, 6.4.1.
        """
        sine = np.sin(off_axis_angles(_MODEL, off_axis, highest=np.pi / 2.0))
        x = np.maximum(self._circumference * sine, 1e-12)
        return self.peak_gain_dbi + decibels((2.0 * j1(x) / x) ** 2)
