"""What the antennas of the ITU-R reference patterns share: the gain of their envelope, the width of a dish's lobe."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.link.antennas.aperture import wavelength
from huxing.link.antennas.envelope import MAIN_LOBE_BEAMWIDTH_DEG, Envelope


class EnvelopeAntenna(ABC):
    """An antenna whose pattern is an envelope in pieces."""

    @property
    @abstractmethod
    def envelope(self) -> Envelope:
        """The pattern in pieces."""

    def gain_dbi(self, off_axis: ArrayLike) -> NDArray[np.float64]:
        """Gain.

        Args:
            off_axis: rad, any shape, -pi to pi.

        Returns:
            dBi, same shape.

        Raises:
            ModelRangeError: an angle beyond 180 degrees, or not finite.
            InputError: not numbers.

        Source:
            The class's own.
        """
        return self.envelope.gain_dbi(off_axis)


class EnvelopeDish(EnvelopeAntenna):
    """A reflector with such a pattern; a class of it has its diameter (m) and its frequency (Hz)."""

    diameter: float
    frequency: float

    @cached_property
    def diameter_in_wavelengths(self) -> float:
        """D/wavelength."""
        return float(self.diameter / wavelength(self.frequency))

    @property
    def half_power_beamwidth(self) -> float:
        """Full angle between the half-power directions of the parabolic main lobe, rad."""
        return float(np.radians(MAIN_LOBE_BEAMWIDTH_DEG / self.diameter_in_wavelengths))
