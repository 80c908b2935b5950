"""An antenna without direction: the handset of the link budgets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.link.antennas.antenna import check_peak_gain, off_axis_angles


@dataclass(frozen=True)
class Isotropic:
    """The same gain in every direction.

    Attributes:
        peak_gain_dbi: dBi.

    Source:
        Definition.
    """

    peak_gain_dbi: float = 0.0

    def __post_init__(self) -> None:
        check_peak_gain("isotropic antenna", self.peak_gain_dbi)

    @property
    def half_power_beamwidth(self) -> float:
        """The whole circle, rad: the gain never falls."""
        return 2.0 * float(np.pi)

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
            Definition.
        """
        return np.full(off_axis_angles("isotropic antenna", off_axis).shape, float(self.peak_gain_dbi))
