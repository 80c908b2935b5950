"""A half-wave dipole: the upright VHF rod of a ship."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange
from huxing.link.antennas.antenna import check_peak_gain, check_single, decibels, half_power_angle, off_axis_angles

_MODEL = "half-wave dipole"
_DEPTH = ModelRange(_MODEL, "depth of the null", 0.0, 300.0, "dB", open_low=True, physical=True)
_PEAK_DBI = 10.0 * float(np.log10(1.6409223769))
"""4 / Cin(2 pi): Balanis, equation 4-91."""


@dataclass(frozen=True)
class HalfWaveDipole:
    """A half-wave dipole; the angle off its axis of greatest gain is that above the plane across the rod.

    For an upright rod that angle is the elevation.

    Attributes:
        peak_gain_dbi: in the plane across the rod, dBi.
        null_depth_db: how far below the peak the nulls along the rod are filled by reflections and sway, dB. The
            default is huxing's own choice.

    Source:
        Balanis, Antenna Theory, 4th edition, 2016, section 4.6: (cos(pi/2 sin e) / cos e)^2.

    Valid for:
        A rod in free space; a mast or the sea beside it changes the pattern.
    """

    peak_gain_dbi: float = _PEAK_DBI
    null_depth_db: float = 30.0

    def __post_init__(self) -> None:
        check_peak_gain(_MODEL, self.peak_gain_dbi)
        check_single(_MODEL, null_depth_db=self.null_depth_db)
        _DEPTH.check(self.null_depth_db)

    @cached_property
    def half_power_beamwidth(self) -> float:
        """Full angle between the half-power directions in a plane through the rod, rad."""
        return 2.0 * half_power_angle(lambda angle: float(self.gain_dbi(angle)), step=0.1, model=_MODEL)

    def gain_dbi(self, off_axis: ArrayLike) -> NDArray[np.float64]:
        """Gain.

        Args:
            off_axis: angle above or below the plane across the rod, rad, any shape, -pi/2 to pi/2.

        Returns:
            dBi, same shape.

        Raises:
            ModelRangeError: an angle beyond 90 degrees, or not finite.
            InputError: not numbers.

        Source:
            Balanis, Antenna Theory, 4th edition, equation 4-84.
        """
        angle = off_axis_angles(_MODEL, off_axis, highest=np.pi / 2.0)
        pattern = np.cos(np.pi / 2.0 * np.sin(angle)) / np.maximum(np.cos(angle), 1e-12)
        return self.peak_gain_dbi + np.maximum(decibels(pattern**2), -self.null_depth_db)
